package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Reads what an active snapshot changed. */
public final class SnapshotChanges {

  private final GraphParts parts;

  SnapshotChanges(GraphParts parts) {
    this.parts = parts;
  }

  /**
   * Works with the changes of a snapshot. It and its parents stay meanwhile; its removal waits.
   *
   * @param id an active snapshot
   * @param work gets its record and where its changes are
   * @throws CarobException {@code NOT_FOUND}, {@code FAILED_PRECONDITION} when it is not active,
   *     {@code UNSUPPORTED} when its driver cannot tell, {@code UNAVAILABLE}
   */
  public <R> R read(SnapshotId id, BiFunction<SnapshotRow, LayerSource, R> work) {
    Places.checkDriver(id.driver());
    List<SnapshotId> used = new ArrayList<>();
    used.add(id);
    Lineage.ancestors(parts.meta().state(), active(id).parentId())
        .forEach(row -> used.add(row.id()));
    return parts
        .locks()
        .with(
            List.of(),
            used,
            () -> {
              State state = parts.meta().state();
              SnapshotRow row = active(id);
              List<SnapshotRow> ancestors = Lineage.ancestors(state, row.parentId());
              List<Path> parents = parts.places(ancestors);
              Path place = parts.place(row);
              LayerSource source =
                  parts
                      .placeLocks()
                      .with(
                          row.place(),
                          () ->
                              parts
                                  .drivers()
                                  .use(
                                      id.driver(),
                                      place,
                                      Lineage.with(row, ancestors),
                                      driver -> driver.diff(place, parents)));
              return work.apply(row, source);
            });
  }

  private SnapshotRow active(SnapshotId id) {
    SnapshotRow row = Lineage.get(parts.meta().state(), id);
    if (row.kind() != SnapshotKind.ACTIVE) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "snapshot "
              + id
              + " has no changes of its own: it is "
              + Lineage.word(row.kind())
              + ". Name a container's writable layer");
    }
    return row;
  }
}
