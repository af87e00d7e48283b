package io.carob.image.store.snapshot;

import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.Edit.DropSnapshot;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings rows and places together at the start. Needs no driver.
 *
 * <ul>
 *   <li>A place without a row is garbage.
 *   <li>A row without a place is dropped.
 *   <li>A commit that had not returned is taken back: {@link BegunCommits}.
 *   <li>A layer's row that was not known to be on the disk when the machine went down is dropped
 *       too; its place is garbage.
 * </ul>
 *
 * What stood on a dropped snapshot is kept: an image's layer takes its children back when it is
 * unpacked again, and a container's own data is never thrown away here.
 */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final GraphParts parts;
  private final String bootId;
  private int rowsDropped;
  private int placesCleared;

  Recovery(GraphParts parts, String bootId) {
    this.parts = parts;
    this.bootId = bootId;
  }

  void run() {
    Map<String, Set<Long>> places = parts.places().scan();
    List<SnapshotRow> dropped = new ArrayList<>();
    List<SnapshotRow> commits = new ArrayList<>();
    for (SnapshotRow row : parts.meta().state().snapshots()) {
      if (row.unsyncedBoot().filter(boot -> !boot.equals(bootId)).isPresent()) {
        dropped.add(row);
        report(row, "its files may not have reached the disk before the machine went down");
      } else if (!places.getOrDefault(row.id().driver(), new HashSet<>()).remove(row.place())) {
        dropped.add(row);
        report(row, "its folder " + parts.places().of(row) + " is gone");
      } else if (row.commitMark().isPresent()) {
        commits.add(row);
      }
    }
    List<Edit> ended = new BegunCommits(parts).end(commits);
    parts
        .meta()
        .write(
            (state, edits) -> {
              dropped.forEach(row -> edits.accept(new DropSnapshot(row.id())));
              ended.forEach(edits);
              return dropped;
            });
    parts.faults().at("recovery.rows");
    rowsDropped = dropped.size();
    images(places);
    places.forEach(
        (driver, numbers) -> {
          placesCleared += numbers.size();
          numbers.forEach(place -> parts.garbage().add(driver, place));
          parts.garbage().clear(driver);
        });
  }

  /** The image of a place goes with it; what else lies among the images is of no use. */
  private void images(Map<String, Set<Long>> withoutRow) {
    Set<Long> needed = new HashSet<>();
    withoutRow.values().forEach(needed::addAll);
    parts.meta().state().snapshots().forEach(row -> needed.add(row.place()));
    placesCleared += parts.limits().clear(needed::contains);
  }

  /** What {@link #run} did, with what the trash held. */
  Recovered recovered(int trash) {
    return new Recovered(placesCleared, rowsDropped, trash);
  }

  private void report(SnapshotRow row, String why) {
    State state = parts.meta().state();
    LOG.warn(
        "dropping snapshot {}: {}. Snapshots that stand on it: {}",
        row.id(),
        why,
        state.children(row.id()).stream().map(child -> child.id().key()).toList());
  }
}
