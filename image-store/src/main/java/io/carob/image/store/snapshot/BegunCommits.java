package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.image.store.meta.CommitMark;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.Edit.DropSnapshot;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of commits that were recorded before their place was known to be on the disk. */
final class BegunCommits {

  private static final Logger LOG = LoggerFactory.getLogger(BegunCommits.class);

  private final GraphParts parts;

  BegunCommits(GraphParts parts) {
    this.parts = parts;
  }

  /**
   * At the start: a commit whose place has its mark is whole. One that has not never returned, and
   * the snapshot is active again under its former name; unless that name is taken or others stand
   * on it: neither could be before the commit had returned, so the mark was lost on another way.
   *
   * @param marked rows with a mark
   * @return what to record
   */
  List<Edit> end(List<SnapshotRow> marked) {
    List<Edit> edits = new ArrayList<>();
    if (marked.isEmpty() || !isSynced()) {
      return edits;
    }
    State state = parts.meta().state();
    Set<SnapshotId> taken = new HashSet<>();
    state.snapshots().forEach(row -> taken.add(row.id()));
    for (SnapshotRow row : marked) {
      CommitMark mark = row.commitMark().orElseThrow();
      SnapshotId former = new SnapshotId(row.id().driver(), mark.active());
      try {
        if (parts.sync().isSealed(row, parts.places().of(row))) {
          edits.add(new PutSnapshot(row.settled()));
        } else if (state.hasChildren(row.id()) || !taken.add(former)) {
          LOG.warn("snapshot {} stays committed, although its folder has lost its mark", row.id());
          edits.add(new PutSnapshot(row.settled()));
        } else {
          LOG.warn("snapshot {} is {} again: its commit had not ended", row.id(), former);
          edits.add(new DropSnapshot(row.id()));
          edits.add(new PutSnapshot(row.active(mark.active())));
        }
      } catch (CarobException e) {
        LOG.warn("whether snapshot {} is whole is looked at again at the next start", row.id(), e);
      }
    }
    return edits;
  }

  /** A mark may be there that a killed process set, and that the disk does not have yet. */
  private boolean isSynced() {
    try {
      parts.sync().now();
      return true;
    } catch (CarobException e) {
      LOG.warn("the last commits are looked at again at the next start", e);
      return false;
    }
  }

  /** At the end: whole ones need no mark. A copy of the folder may come without them. */
  void settle() {
    try {
      List<SnapshotRow> whole =
          parts.meta().state().snapshots().stream()
              .filter(row -> row.commitMark().isPresent())
              .filter(row -> parts.sync().isSealed(row, parts.places().of(row)))
              .toList();
      parts
          .meta()
          .write(
              (state, edits) -> {
                whole.stream()
                    .filter(row -> Objects.equals(state.snapshot(row.id()).orElse(null), row))
                    .forEach(row -> edits.accept(new PutSnapshot(row.settled())));
                return whole;
              });
    } catch (CarobException e) {
      LOG.warn("the last commits are looked at again at the next start", e);
    }
  }
}
