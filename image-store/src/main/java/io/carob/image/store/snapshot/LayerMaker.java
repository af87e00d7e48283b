package io.carob.image.store.snapshot;

import io.carob.api.snapshot.LayerTarget;
import java.nio.file.Path;
import java.util.List;

/** Fills one place with a layer. Records nothing. */
final class LayerMaker {

  private final GraphParts parts;

  LayerMaker(GraphParts parts) {
    this.parts = parts;
  }

  /**
   * Makes the place, has it filled, and ends writing there; where the driver wanted the content.
   *
   * @param below as {@link LayerFill#fill} has it
   */
  LayerTarget make(String driver, long place, List<Path> parents, LayerFill fill, Runnable below) {
    Path path = parts.places().of(driver, place);
    LayerTarget target =
        parts
            .drivers()
            .use(
                driver,
                present -> {
                  parts.places().make(driver, place);
                  LayerTarget begun = present.beginLayer(path, parents);
                  if (begun instanceof LayerTarget.Stream) {
                    fill.fill(begun, below); // its sink is the driver's own: the driver must stay
                  }
                  return begun;
                });
    parts.faults().at("layer.begun");
    if (!(target instanceof LayerTarget.Stream)) {
      fill.fill(target, below);
    }
    parts.faults().at("layer.filled");
    parts
        .drivers()
        .use(
            driver,
            present -> {
              present.commit(path, parents);
              return present;
            });
    parts.faults().at("layer.committed");
    return target;
  }
}
