package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.nio.file.Path;
import java.util.List;

/** What the operations of the graph share. */
record GraphParts(
    MetaStore meta,
    Places places,
    Drivers drivers,
    Garbage garbage,
    KeyLocks locks,
    Holds holds,
    SyncPass sync,
    SizeLimits limits,
    LayerMounts layers,
    PlaceLocks placeLocks,
    Faults faults) {

  /** The places of snapshots, with what they hold. */
  List<Path> places(List<SnapshotRow> rows) {
    rows.forEach(limits::show);
    return rows.stream().map(places::of).toList();
  }

  /** The place of a snapshot, with what it holds. */
  Path place(SnapshotRow row) {
    limits.show(row);
    return places.of(row);
  }

  /** Has the layers below a place be there to be looked at. */
  void show(LayerMaker.Plan plan) {
    CheckedSnapshotter unused =
        drivers.use(
            plan.driver(), places.of(plan.driver(), plan.place()), plan.rows(), driver -> driver);
  }

  Remover remover() {
    return new Remover(this);
  }

  /** Records a new snapshot, if its name is still free and its parent still there. */
  SnapshotRow insert(SnapshotRow row) {
    return meta.write(
        (state, edits) -> {
          if (state.snapshot(row.id()).isPresent()) {
            throw new CarobException(
                ErrorCode.ALREADY_EXISTS, "snapshot " + row.id() + " is there already");
          }
          row.parentId().ifPresent(parent -> Lineage.parent(state, parent));
          edits.accept(new PutSnapshot(row));
          if (row.kind() != SnapshotKind.COMMITTED) {
            ImageTouch.touch(state, row, meta.now(), edits);
          }
          return row;
        });
  }

  /** Has the driver measure a snapshot now; who stands on it may want it shown meanwhile. */
  Usage measure(SnapshotId id) {
    return locks.with(
        List.of(id),
        List.of(),
        () -> {
          State state = meta.state();
          SnapshotRow row = Lineage.get(state, id);
          List<SnapshotRow> ancestors = Lineage.ancestors(state, row.parentId());
          List<Path> parents = places(ancestors);
          Path place = place(row);
          return limits.counted(
              row,
              drivers.use(
                  id.driver(),
                  place,
                  Lineage.with(row, ancestors),
                  present -> placeLocks.with(row.place(), () -> present.usage(place, parents))));
        });
  }

  /** Clears the place of a snapshot that was not recorded after all. */
  void discard(SnapshotRow row) {
    if (Places.isFolder(places.of(row))) {
      garbage.clear(row.id().driver(), row.place());
    }
  }
}
