package io.carob.image.store.snapshot;

import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Fills one place with a layer. Records nothing. */
final class LayerMaker {

  private final GraphParts parts;

  LayerMaker(GraphParts parts) {
    this.parts = parts;
  }

  /**
   * A filled place.
   *
   * @param target where the driver wanted the content
   * @param labels what a row of it must say of the form of the place
   */
  record Made(LayerTarget target, Map<String, String> labels) {}

  /**
   * A place to be filled.
   *
   * @param driver its driver
   * @param place its number
   * @param parents places of the layers below, nearest first
   * @param rows those of them that are recorded
   */
  record Plan(String driver, long place, List<Path> parents, List<SnapshotRow> rows) {}

  /**
   * Makes the place, has it filled, and ends writing there. Between the two calls of the driver
   * another version of it may come; both wrote there then.
   *
   * @param below as {@link LayerFill#fill} has it
   */
  Made make(Plan plan, LayerFill fill, Runnable below) {
    String driver = plan.driver();
    List<Path> parents = plan.parents();
    Path path = parts.places().of(driver, plan.place());
    Made made =
        parts
            .drivers()
            .use(
                driver,
                path,
                plan.rows(),
                present -> {
                  parts.places().make(driver, plan.place());
                  LayerTarget begun = present.beginLayer(path, parents);
                  if (begun instanceof LayerTarget.Stream) {
                    fill.fill(begun, below); // its sink is the driver's own: the driver must stay
                  }
                  return new Made(begun, Formats.written(present, Map.of()));
                });
    parts.faults().at("layer.begun");
    if (!(made.target() instanceof LayerTarget.Stream)) {
      fill.fill(made.target(), below);
    }
    parts.faults().at("layer.filled");
    Map<String, String> labels =
        parts
            .drivers()
            .use(
                driver,
                path,
                plan.rows(),
                present -> {
                  Formats.check(present, made.labels(), path);
                  present.commit(path, parents);
                  return Formats.written(present, made.labels());
                });
    parts.faults().at("layer.committed");
    return new Made(made.target(), labels);
  }
}
