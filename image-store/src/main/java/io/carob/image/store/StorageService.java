package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.api.node.MetricSource;
import io.carob.api.storage.GcReport;
import io.carob.api.storage.SpaceReport;
import io.carob.api.storage.Storage;
import io.carob.api.storage.VerifyReport;
import io.carob.image.store.check.BlobMender;
import io.carob.image.store.check.Verifier;
import io.carob.image.store.gc.Collector;
import io.carob.image.store.gc.GcPolicy;
import io.carob.image.store.images.Content;
import io.carob.image.store.images.ImageService;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.ImageUse;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.snapshot.SnapshotStore;
import io.carob.image.store.space.Inventory;
import io.carob.image.store.space.SpaceReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Storage} service. */
final class StorageService implements Storage, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StorageService.class);
  private static final int MOST_LABEL = 4096;

  private final MetaStore meta;
  private final Content content;
  private final ImageService images;
  private final SnapshotStore snapshots;
  private final BlobMender mender;
  private final SpaceReader space;
  private final Collector collector;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "carob-gc");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable ScheduledFuture<?> repeated;

  StorageService(
      Path root,
      MetaStore meta,
      Content content,
      ImageService images,
      SnapshotStore snapshots,
      BlobMender mender,
      Clock clock) {
    this.meta = meta;
    this.content = content;
    this.images = images;
    this.snapshots = snapshots;
    this.mender = mender;
    this.space = new SpaceReader(meta, content, snapshots.care(), clock);
    this.collector =
        new Collector(root, space, content, images, snapshots, GcPolicy.DEFAULT, clock);
    ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(this::clearOld, 1, 1, TimeUnit.HOURS);
  }

  /** What garbage collection did since the start. */
  MetricSource counts() {
    return collector.counts();
  }

  private void clearOld() {
    try {
      int deleted = content.clearOld();
      if (deleted > 0) {
        LOG.info("deleted {} blobs that were fetched in part a day ago", deleted);
      }
    } catch (RuntimeException e) {
      LOG.warn("deleting blobs that were fetched in part failed; it is tried again later", e);
    }
  }

  /** Follows a policy, by itself at an interval unless that is zero. */
  synchronized void collectBy(GcPolicy policy, Duration interval) {
    collector.policy(policy);
    if (repeated != null) {
      repeated.cancel(false);
      repeated = null;
    }
    if (!interval.isZero() && !interval.isNegative()) {
      long millis = interval.toMillis();
      repeated = timer.scheduleWithFixedDelay(this::tick, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    try {
      GcReport report = collector.collect(false);
      report.decisions().stream()
          .filter(GcReport.Decision::goes)
          .forEach(one -> LOG.info("collected {} {}: {}", one.subject(), one.name(), one.reason()));
    } catch (RuntimeException e) {
      LOG.warn("garbage collection failed; it is tried again later", e);
    }
  }

  @Override
  public SpaceReport space(boolean fresh) {
    return space.read(fresh);
  }

  @Override
  public GcReport collect(boolean dryRun) {
    return collector.collect(dryRun);
  }

  @Override
  public VerifyReport verify(Optional<String> image, boolean repair, ImportProgress progress) {
    List<ImageRow> rows =
        image
            .map(name -> List.of(images.find(name)))
            .orElseGet(() -> meta.state().images().stream().sorted(Inventory.BY_ID).toList());
    return new Verifier(meta, content, images, snapshots.care(), mender, repair)
        .run(rows, progress);
  }

  @Override
  public Map<String, String> labels(String image) {
    return meta.state().use(images.find(image).id()).labels();
  }

  @Override
  public Map<String, String> label(String image, Map<String, String> set, Set<String> drop) {
    set.forEach(StorageService::checkLabel);
    return meta.write(
        (state, edits) -> {
          ImageUse use = state.use(images.find(image).id());
          Map<String, String> labels = new HashMap<>(use.labels());
          labels.putAll(set);
          drop.forEach(labels::remove);
          edits.accept(new Edit.PutUse(use.withLabels(labels)));
          return labels;
        });
  }

  private static void checkLabel(String key, String value) {
    if (key.isBlank() || key.length() + value.length() > MOST_LABEL) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "label \""
              + key
              + "\": its key must not be empty, and both together not be longer than "
              + MOST_LABEL
              + " characters");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("garbage collection still runs after a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    space.close();
  }
}
