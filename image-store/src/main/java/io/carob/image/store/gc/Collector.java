package io.carob.image.store.gc;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.node.MetricSource;
import io.carob.api.snapshot.Snapshots;
import io.carob.api.storage.GcReport;
import io.carob.api.storage.GcReport.Decision;
import io.carob.api.storage.GcReport.Subject;
import io.carob.image.store.images.Content;
import io.carob.image.store.images.ImageService;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import io.carob.image.store.snapshot.SnapshotStore;
import io.carob.image.store.space.Inventory;
import io.carob.image.store.space.SpaceReader;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Carries a {@link GcPlan} out. What has come into use since it was made stays. */
public final class Collector {

  private final Path root;
  private final SpaceReader space;
  private final Content content;
  private final ImageService images;
  private final SnapshotStore store;
  private final Clock clock;
  private final GcCounts counts = new GcCounts();
  private volatile GcPolicy policy;

  /** Makes a collector. */
  public Collector(
      Path root,
      SpaceReader space,
      Content content,
      ImageService images,
      SnapshotStore store,
      GcPolicy policy,
      Clock clock) {
    this.root = root;
    this.space = space;
    this.content = content;
    this.images = images;
    this.store = store;
    this.policy = policy;
    this.clock = clock;
  }

  /** From now on another policy holds. */
  public void policy(GcPolicy newPolicy) {
    policy = newPolicy;
  }

  /** What was done since the start. */
  public MetricSource counts() {
    return counts;
  }

  /** Decides, and unless it is a dry run, does it. */
  public synchronized GcReport collect(boolean dryRun) {
    if (dryRun) {
      return run(true);
    }
    long begin = System.nanoTime();
    boolean good = false;
    try {
      GcReport report = run(false);
      counts.ended(report, Duration.ofNanos(System.nanoTime() - begin));
      good = true;
      return report;
    } finally {
      if (!good) {
        counts.failed(Duration.ofNanos(System.nanoTime() - begin));
      }
    }
  }

  private GcReport run(boolean dryRun) {
    GcPolicy now = policy;
    if (!dryRun) {
      images.mendTimes(clock.instant());
    }
    Inventory inventory = space.inventory();
    GcPlan plan =
        new GcPlan(
            inventory,
            content.sizes(),
            now,
            images::isUnpacking,
            store.layers()::isHeld,
            level(inventory),
            clock.instant());
    List<Decision> decisions = plan.decisions();
    if (dryRun) {
      return new GcReport(true, now.words(), decisions);
    }
    Map<String, String> refused = new HashMap<>();
    for (Digest image : plan.goingImages()) {
      attempt(
          plan.nameOf(image),
          refused,
          () -> images.removeIf(image, state -> isAsPlanned(inventory.state(), state, image)));
      store.faults().at("gc.image");
    }
    Snapshots snapshots = store.snapshots();
    for (SnapshotRow row : plan.orphans()) {
      attempt(
          row.id().toString(), refused, () -> snapshots.remove(row.id().driver(), row.id().key()));
      store.faults().at("gc.layer");
    }
    images.dropBlobs(plan.droppable(), GcPlan::isDroppable);
    images.sweepBlobs();
    return new GcReport(false, now.words(), outcome(decisions, refused));
  }

  /** Whether nobody has named, used or pinned an image since. */
  private static boolean isAsPlanned(State planned, State now, Digest image) {
    return now.namesOf(image).equals(planned.namesOf(image))
        && now.use(image).equals(planned.use(image));
  }

  private static void attempt(String name, Map<String, String> refused, Runnable removal) {
    try {
      removal.run();
    } catch (CarobException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        refused.put(name, String.valueOf(e.getMessage()));
      }
    }
  }

  /** What was decided, corrected by what is still there. */
  private List<Decision> outcome(List<Decision> decisions, Map<String, String> refused) {
    Inventory after = space.inventory();
    Set<String> there = new HashSet<>();
    after
        .state()
        .images()
        .forEach(
            image -> {
              there.add(image.id().toString());
              after.state().namesOf(image.id()).forEach(name -> there.add(name.toString()));
            });
    after.state().snapshots().forEach(row -> there.add(row.id().toString()));
    Set<String> blobs = new HashSet<>();
    content.sizes().keySet().forEach(blob -> blobs.add(blob.toString()));
    List<Decision> outcome = new ArrayList<>();
    for (Decision one : decisions) {
      Set<String> left = one.subject() == Subject.BLOB ? blobs : there;
      if (one.goes() && left.contains(one.name())) {
        String why = refused.getOrDefault(one.name(), "it has come into use meanwhile");
        outcome.add(new Decision(one.subject(), one.name(), one.bytes(), false, why));
      } else {
        outcome.add(one);
      }
    }
    return outcome;
  }

  private Level level(Inventory inventory) {
    long bytes =
        content.sizes().values().stream().mapToLong(Long::longValue).sum()
            + inventory.state().snapshots().stream().mapToLong(Inventory::bytes).sum();
    try {
      FileStore disk = Files.getFileStore(root);
      return new Level(disk.getTotalSpace(), disk.getTotalSpace() - disk.getUsableSpace(), bytes);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "garbage collection: the free space of " + root + " is unreadable",
          e);
    }
  }
}
