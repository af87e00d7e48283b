package io.carob.image.store.snapshot;

import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Fills one place with a layer, and ends writing there. Records nothing. */
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
   * Makes the place and has it filled.
   *
   * @param below as {@link LayerFill#fill} has it
   */
  Made fill(Plan plan, LayerFill fill, Runnable below) {
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
    return made;
  }

  /**
   * Ends writing in a place that is filled. Since that was begun another version of the driver may
   * have come; both wrote there then. Nothing is written there after this.
   */
  Made commit(Plan plan, Made made) {
    Path path = parts.places().of(plan.driver(), plan.place());
    Map<String, String> labels =
        parts
            .drivers()
            .use(
                plan.driver(),
                path,
                plan.rows(),
                present -> {
                  Formats.check(present, made.labels(), path);
                  present.commit(path, plan.parents());
                  return Formats.written(present, made.labels());
                });
    parts.faults().at("layer.committed");
    return new Made(made.target(), labels);
  }
}
