package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions about who stands on whom. Pure. */
final class Lineage {

  private Lineage() {}

  /** The row of that name, or {@code NOT_FOUND}. */
  static SnapshotRow get(State state, SnapshotId id) {
    return state
        .snapshot(id)
        .orElseThrow(() -> new CarobException(ErrorCode.NOT_FOUND, "there is no snapshot " + id));
  }

  /** The row of a parent to be: there and committed. */
  static SnapshotRow parent(State state, SnapshotId id) {
    SnapshotRow row =
        state
            .snapshot(id)
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.NOT_FOUND,
                        "there is no snapshot " + id + " to be a parent; unpack its image first"));
    if (row.kind() != SnapshotKind.COMMITTED) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "snapshot "
              + id
              + " cannot be a parent: it is "
              + word(row.kind())
              + ". Commit it first");
    }
    return row;
  }

  /** All that a snapshot with this parent stands on, nearest first. */
  static List<SnapshotRow> ancestors(State state, Optional<SnapshotId> parent) {
    List<SnapshotRow> rows = new ArrayList<>();
    Optional<SnapshotId> next = parent;
    while (next.isPresent()) {
      SnapshotId id = next.get();
      SnapshotRow row =
          state
              .snapshot(id)
              .orElseThrow(
                  () ->
                      new CarobException(
                          ErrorCode.FAILED_PRECONDITION,
                          "snapshot "
                              + id
                              + ", which others stand on, was lost in a crash of the machine. If"
                              + " it is a layer, unpack its image again; otherwise remove what"
                              + " stands on it"));
      rows.add(row);
      next = row.parentId();
    }
    return rows;
  }

  /** A snapshot, and what it stands on. */
  static List<SnapshotRow> with(SnapshotRow row, List<SnapshotRow> ancestors) {
    List<SnapshotRow> all = new ArrayList<>(ancestors.size() + 1);
    all.add(row);
    all.addAll(ancestors);
    return all;
  }

  /** Parents before children; older ones first among equals. */
  static List<SnapshotRow> sorted(State state, Optional<String> driver) {
    Map<SnapshotId, Integer> depths = new HashMap<>();
    return state.snapshots().stream()
        .filter(row -> driver.isEmpty() || row.id().driver().equals(driver.get()))
        .sorted(
            Comparator.comparing((SnapshotRow row) -> row.id().driver())
                .thenComparing(row -> depth(state, row, depths))
                .thenComparing(SnapshotRow::created)
                .thenComparing(SnapshotRow::id))
        .toList();
  }

  private static int depth(State state, SnapshotRow row, Map<SnapshotId, Integer> depths) {
    Integer known = depths.get(row.id());
    if (known != null) {
      return known;
    }
    int depth =
        row.parentId()
            .flatMap(state::snapshot)
            .map(parent -> 1 + depth(state, parent, depths))
            .orElse(0);
    depths.put(row.id(), depth);
    return depth;
  }

  static String word(SnapshotKind kind) {
    return switch (kind) {
      case ACTIVE -> "active";
      case VIEW -> "a view";
      case COMMITTED -> "committed";
    };
  }
}
