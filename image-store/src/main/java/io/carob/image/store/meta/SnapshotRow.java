package io.carob.image.store.meta;

import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is recorded of one snapshot.
 *
 * @param id its full name
 * @param place the number of its folder, never reused
 * @param kind its state
 * @param parent the name of its parent within the same driver. A name, not a number: a layer that
 *     was lost and unpacked again takes its children back
 * @param labels the caller's labels
 * @param created when it was made
 * @param updated when its state or labels last changed
 * @param usage what it takes on disk; kept for committed snapshots
 * @param unsyncedBoot the boot in which it was written, while its files are not known to be on the
 *     disk; empty once they are
 * @param commitMark how its commit is recognised after a crash; empty once nobody needs to ask
 */
public record SnapshotRow(
    SnapshotId id,
    long place,
    SnapshotKind kind,
    Optional<SnapshotKey> parent,
    Map<String, String> labels,
    Instant created,
    Instant updated,
    Optional<Usage> usage,
    Optional<String> unsyncedBoot,
    Optional<CommitMark> commitMark) {

  /** Copies the labels. */
  public SnapshotRow {
    labels = Map.copyOf(labels);
  }

  /** A new snapshot. */
  public static SnapshotRow made(
      SnapshotId id,
      long place,
      SnapshotKind kind,
      Optional<SnapshotKey> parent,
      Map<String, String> labels,
      Instant now) {
    return new SnapshotRow(
        id,
        place,
        kind,
        parent,
        labels,
        now,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The full name of the parent. */
  public Optional<SnapshotId> parentId() {
    return parent.map(key -> new SnapshotId(id.driver(), key));
  }

  /** The same snapshot with other labels. */
  public SnapshotRow withLabels(Map<String, String> newLabels, Instant now) {
    return new SnapshotRow(
        id, place, kind, parent, newLabels, created, now, usage, unsyncedBoot, commitMark);
  }

  /** The same snapshot with these labels beside its own. */
  public SnapshotRow withMore(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(labels);
    all.putAll(more);
    return withLabels(all, updated);
  }

  /** The same snapshot, committed under a name. */
  public SnapshotRow committed(
      SnapshotKey name, Usage measured, Instant now, Optional<CommitMark> mark) {
    return new SnapshotRow(
        new SnapshotId(id.driver(), name),
        place,
        SnapshotKind.COMMITTED,
        parent,
        labels,
        created,
        now,
        Optional.of(measured),
        Optional.empty(),
        mark);
  }

  /** The same snapshot, its commit known to be whole. */
  public SnapshotRow settled() {
    return new SnapshotRow(
        id, place, kind, parent, labels, created, updated, usage, unsyncedBoot, Optional.empty());
  }

  /** The same snapshot, active again under a name. */
  public SnapshotRow active(SnapshotKey name) {
    return new SnapshotRow(
        new SnapshotId(id.driver(), name),
        place,
        SnapshotKind.ACTIVE,
        parent,
        labels,
        created,
        updated,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same snapshot with its size. */
  public SnapshotRow measured(Usage measured, Instant now) {
    return new SnapshotRow(
        id, place, kind, parent, labels, now, now, Optional.of(measured), unsyncedBoot, commitMark);
  }

  /** The same snapshot with another size, and nothing else changed. */
  public SnapshotRow sized(Usage measured) {
    Optional<Usage> size = Optional.of(measured);
    return new SnapshotRow(
        id, place, kind, parent, labels, created, updated, size, unsyncedBoot, commitMark);
  }

  /** The same snapshot, its files known to be on the disk, and measured there where possible. */
  public SnapshotRow synced(Optional<Usage> onDisk) {
    Optional<Usage> best = onDisk.or(() -> usage);
    return new SnapshotRow(
        id, place, kind, parent, labels, created, updated, best, Optional.empty(), commitMark);
  }

  /** The same snapshot in another place, just written there. */
  public SnapshotRow movedTo(long newPlace, Usage measured, String boot, Instant now) {
    return new SnapshotRow(
        id,
        newPlace,
        kind,
        parent,
        labels,
        created,
        now,
        Optional.of(measured),
        Optional.of(boot),
        Optional.empty());
  }
}
