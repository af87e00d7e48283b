package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.Edit.DropSnapshot;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.util.List;

/** Removes one snapshot: row first, then what the driver holds, then the place. */
final class Remover {

  private final GraphParts parts;

  Remover(GraphParts parts) {
    this.parts = parts;
  }

  /** Removes it; the caller holds the lock of its name. */
  void remove(SnapshotRow row) {
    SnapshotId id = row.id();
    check(parts.meta().state(), id);
    parts
        .drivers()
        .useUnprobed(
            id.driver(),
            parts.places().of(row),
            List.of(row),
            present -> {
              parts
                  .meta()
                  .write(
                      (state, edits) -> {
                        check(state, id);
                        edits.accept(new DropSnapshot(id));
                        if (row.kind() != SnapshotKind.COMMITTED) {
                          ImageTouch.touch(state, row, parts.meta().now(), edits);
                        }
                        return id;
                      });
              parts.faults().at("remove.row");
              parts.garbage().clear(present, id.driver(), row.place());
              return present;
            });
    parts.faults().at("remove.place");
  }

  private void check(State state, SnapshotId id) {
    if (state.hasChildren(id)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "snapshot "
              + id
              + " cannot be removed: "
              + state.children(id).stream().map(row -> row.id().key()).toList()
              + " stand on it. Remove these first");
    }
    if (parts.holds().isHeld(id)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "snapshot " + id + " cannot be removed: its image is being unpacked. Try again after it");
    }
  }
}
