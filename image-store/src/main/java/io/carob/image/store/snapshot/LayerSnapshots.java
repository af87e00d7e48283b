package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Layers of images as committed snapshots, named by chain identity. Each is unpacked once, however
 * many ask; several at the same time where the driver can. A row is recorded after its parent's.
 */
public final class LayerSnapshots {

  private final GraphParts parts;
  private final Executor pool;
  private final Executor arrivals;
  private final String bootId;
  private final Map<SnapshotId, Unpack> running = new ConcurrentHashMap<>();

  /**
   * Begins.
   *
   * @param pool for layers whose blobs are here
   * @param arrivals for layers whose blobs still come, which may keep a thread waiting for long
   */
  LayerSnapshots(GraphParts parts, Executor pool, Executor arrivals, String bootId) {
    this.parts = parts;
    this.pool = pool;
    this.arrivals = arrivals;
    this.bootId = bootId;
  }

  /** The full name of a layer's snapshot. */
  public static SnapshotId id(String driver, ChainId chain) {
    return new SnapshotId(driver, SnapshotKey.of(chain));
  }

  /** Keeps the layers from being removed until the answer is closed. */
  public Holds.Held hold(String driver, List<ChainId> chains) {
    return parts.holds().hold(chains.stream().map(chain -> id(driver, chain)).toList());
  }

  /** Whether an operation needs a layer, or brings it. */
  public boolean isHeld(SnapshotId id) {
    return parts.holds().isHeld(id) || running.containsKey(id);
  }

  /** Whether a driver is there; waits for nothing. */
  public boolean isThere(String driver) {
    return parts.drivers().isThere(driver);
  }

  /** Whether the driver takes layers in any order; waits for it. */
  public boolean parallel(String driver) {
    return parts
        .drivers()
        .use(driver, SnapshotDriver::capabilities)
        .contains(SnapshotCapability.PARALLEL_UNPACK);
  }

  /**
   * Makes sure of one layer. The caller holds it and those below, and has asked for the one below
   * before.
   *
   * @param driver the driver's name
   * @param chain the layer's chain identity
   * @param parent the chain identity of the layer below
   * @param parallel what {@link #parallel} answered
   * @param fill brings the content; not called when the layer is there or is being unpacked
   * @return ends when the layer is a committed snapshot; fails with a {@link CarobException} as
   *     cause, and then nothing of it is left
   */
  public CompletableFuture<SnapshotRow> ensure(
      String driver, ChainId chain, Optional<ChainId> parent, boolean parallel, LayerFill fill) {
    return ensure(
        driver,
        chain,
        parent,
        parallel,
        new Start(CompletableFuture.completedFuture(""), pool, fill));
  }

  /**
   * As {@link #ensure}, for a layer whose blob is still on its way; the driver takes layers in any
   * order.
   *
   * @param begun ends when its blob begins to come
   */
  public CompletableFuture<SnapshotRow> follow(
      String driver,
      ChainId chain,
      Optional<ChainId> parent,
      CompletableFuture<?> begun,
      LayerFill fill) {
    return ensure(driver, chain, parent, true, new Start(begun, arrivals, fill));
  }

  /** When, where and how a layer is filled. */
  private record Start(CompletableFuture<?> after, Executor by, LayerFill fill) {}

  private CompletableFuture<SnapshotRow> ensure(
      String driver, ChainId chain, Optional<ChainId> parent, boolean parallel, Start start) {
    Places.checkDriver(driver);
    SnapshotId id = id(driver, chain);
    while (true) {
      Unpack present = running.get(id);
      if (present != null) {
        return present.ended();
      }
      Optional<SnapshotRow> row = parts.meta().state().snapshot(id);
      if (row.isPresent()) {
        return CompletableFuture.completedFuture(row.get());
      }
      Unpack unpack = plan(id, parent.map(SnapshotKey::of));
      if (running.putIfAbsent(id, unpack) == null) {
        return startUnlessThere(unpack, parallel, start);
      }
    }
  }

  private CompletableFuture<SnapshotRow> startUnlessThere(
      Unpack unpack, boolean parallel, Start start) {
    // Another caller may have ended its unpacking between the look at the rows and the entry.
    Optional<SnapshotRow> row = parts.meta().state().snapshot(unpack.row().id());
    if (row.isPresent()) {
      running.remove(unpack.row().id());
      unpack.ended().complete(row.get());
    } else {
      start(unpack, parallel, start);
    }
    return unpack.ended();
  }

  private Unpack plan(SnapshotId id, Optional<SnapshotKey> parent) {
    Instant now = parts.meta().now();
    SnapshotRow row =
        new SnapshotRow(
            id,
            parts.meta().nextPlace(),
            SnapshotKind.COMMITTED,
            parent,
            Map.of(),
            now,
            now,
            Optional.empty(),
            Optional.of(bootId));
    Path place = parts.places().of(row);
    Optional<Unpack> below = row.parentId().map(running::get);
    if (below.isPresent()) {
      Unpack under = below.get();
      List<Path> parents =
          Stream.concat(Stream.of(under.place()), under.parents().stream()).toList();
      return new Unpack(row, place, parents, under.ended(), new CompletableFuture<>());
    }
    List<SnapshotRow> ancestors = Lineage.ancestors(parts.meta().state(), row.parentId());
    return new Unpack(
        row,
        place,
        parts.places(ancestors),
        CompletableFuture.completedFuture(row),
        new CompletableFuture<>());
  }

  private void start(Unpack unpack, boolean parallel, Start start) {
    CompletableFuture<?> before =
        parallel ? start.after() : CompletableFuture.allOf(start.after(), unpack.parent());
    CompletableFuture<?> unused = // what ends it is in unpack.ended()
        before
            .thenRunAsync(
                () -> fill(unpack, start.fill()), UnpackPool.sized(start.by(), start.fill().size()))
            .exceptionallyCompose(failure -> again(unpack, start, failure))
            .thenCombineAsync(unpack.parent(), (filled, parent) -> record(unpack), pool)
            .whenComplete((row, failure) -> end(unpack, row, failure, start.by() == arrivals));
  }

  private void fill(Unpack unpack, LayerFill fill) {
    SnapshotRow row = unpack.row();
    new LayerMaker(parts)
        .make(row.id().driver(), row.place(), unpack.parents(), fill, () -> expectParent(unpack));
  }

  /** A thread that waited here could be the one that the parent needs. */
  private static void expectParent(Unpack unpack) {
    if (!unpack.parent().isDone()) {
      throw new ParentMissing();
    }
    unpack.parent().join();
  }

  private CompletableFuture<Void> again(Unpack unpack, Start start, Throwable failure) {
    return failure.getCause() instanceof ParentMissing
        ? unpack.parent().thenRunAsync(() -> fill(unpack, start.fill()), start.by())
        : CompletableFuture.failedFuture(failure);
  }

  /** Says that a layer must be filled after its parent; raised and caught here. */
  private static final class ParentMissing extends RuntimeException {
    ParentMissing() {
      super("the layer needs those below", null, false, false);
    }
  }

  private SnapshotRow record(Unpack unpack) {
    SnapshotRow row = unpack.row();
    Usage usage =
        parts
            .drivers()
            .use(row.id().driver(), present -> present.usage(unpack.place(), unpack.parents()));
    SnapshotRow recorded = parts.insert(row.measured(usage, parts.meta().now()));
    parts.faults().at("layer.row");
    return recorded;
  }

  private void end(
      Unpack unpack, @Nullable SnapshotRow row, @Nullable Throwable failure, boolean arrival) {
    if (failure != null) {
      parts.discard(unpack.row());
    }
    running.remove(unpack.row().id());
    if (row != null) {
      unpack.ended().complete(row);
    } else if (failure != null) {
      CarobException cause = cause(unpack, failure);
      unpack.ended().completeExceptionally(arrival ? ArrivalException.of(cause) : cause);
    }
    if (running.isEmpty()) {
      parts.sync().request();
    }
  }

  private static CarobException cause(Unpack unpack, Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof CarobException known
        ? known
        : new CarobException(
            ErrorCode.INTERNAL,
            "unpacking layer " + unpack.row().id() + " failed: " + cause.getMessage(),
            cause);
  }
}
