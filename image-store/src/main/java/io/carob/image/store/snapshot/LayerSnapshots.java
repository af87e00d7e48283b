package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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
        .ask(driver, SnapshotDriver::capabilities)
        .contains(SnapshotCapability.PARALLEL_UNPACK);
  }

  /**
   * What came of asking for a layer.
   *
   * @param ended ends when the layer is a committed snapshot; fails with a {@link CarobException}
   *     as cause, and then nothing of it is left
   * @param isOwn whether the caller's own filling was begun, and not another's joined
   * @param giveUp for a layer whose blob came: sees to it that it is not recorded any more
   */
  public record Asked(CompletableFuture<SnapshotRow> ended, boolean isOwn, Runnable giveUp) {

    static Asked of(Unpack unpack, boolean own) {
      return new Asked(unpack.ended(), own, () -> giveUp(unpack, own));
    }

    private static void giveUp(Unpack unpack, boolean own) {
      if (own && unpack.isArrival()) {
        boolean unused = unpack.setAside(); // what is recorded already, stays
      }
    }
  }

  /**
   * Makes sure of one layer. The caller holds it and those below, and has asked for the one below
   * before. It never waits for a blob that still comes: what another has begun with such a one is
   * set aside.
   *
   * @param driver the driver's name
   * @param chain the layer's chain identity
   * @param parent the chain identity of the layer below
   * @param parallel what {@link #parallel} answered
   * @param fill brings the content; not called when the layer is there or is being unpacked
   * @throws CarobException for which {@link ArrivalException#is} holds: to be asked for again
   */
  public Asked ensure(
      String driver, ChainId chain, Optional<ChainId> parent, boolean parallel, LayerFill fill) {
    return ensure(
        driver,
        chain,
        parent,
        parallel,
        new Start(CompletableFuture.completedFuture(""), false, fill));
  }

  /**
   * As {@link #ensure}, for a layer whose blob is still on its way.
   *
   * @param begun ends when its blob begins to come
   */
  public Asked follow(
      String driver,
      ChainId chain,
      Optional<ChainId> parent,
      boolean parallel,
      CompletableFuture<?> begun,
      LayerFill fill) {
    return ensure(driver, chain, parent, parallel, new Start(begun, true, fill));
  }

  /** When, where and how a layer is filled. */
  private record Start(CompletableFuture<?> after, boolean arrival, LayerFill fill) {

    Unpack.Way way(boolean parallel) {
      return new Unpack.Way(arrival, parallel, fill);
    }
  }

  private Asked ensure(
      String driver, ChainId chain, Optional<ChainId> parent, boolean parallel, Start start) {
    Places.checkDriver(driver);
    SnapshotId id = id(driver, chain);
    while (true) {
      Unpack present = running.get(id);
      if (present != null && joins(start, present)) {
        return Asked.of(present, false);
      }
      Optional<SnapshotRow> row = parts.meta().state().snapshot(id);
      if (row.isPresent()) {
        return new Asked(CompletableFuture.completedFuture(row.get()), false, () -> {});
      }
      Unpack unpack = plan(id, parent.map(SnapshotKey::of), parallel, start);
      unpack.turn(new Turn(() -> fill(unpack)));
      boolean entered =
          present == null
              ? running.putIfAbsent(id, unpack) == null
              : present.setAside() && running.replace(id, present, unpack);
      if (entered) {
        startUnlessThere(unpack, parallel, start);
        return Asked.of(unpack, true);
      }
    }
  }

  /**
   * Whether one who asks waits for what runs already. Who has the whole blob waits for no other
   * blob, and not for one that still comes: its registry may take as long as it likes.
   */
  private boolean joins(Start start, Unpack present) {
    if (present.isAside()) {
      return false;
    }
    if (start.arrival() || !present.isArrival() || present.isRecording()) {
      return true;
    }
    Optional<Digest> blob = present.fill().whole();
    boolean same =
        blob.isPresent()
            && blob.equals(start.fill().whole())
            && present.below().stream().allMatch(this::isUsed);
    if (same) {
      hurry(present);
    }
    return same;
  }

  /** Whether a layer below is there, or is the one that the caller was told to wait for. */
  private boolean isUsed(Unpack below) {
    return below.ended().isDone() || running.get(below.row().id()) == below;
  }

  /** It may wait for its turn behind others, whose blobs come slowly. */
  private void hurry(Unpack unpack) {
    CompletableFuture<?> before =
        unpack.isParallel() ? CompletableFuture.completedFuture("") : unpack.parent();
    CompletableFuture<?> unused =
        before.thenRunAsync(unpack.turn(), UnpackPool.sized(pool, unpack.fill().size()));
  }

  private void startUnlessThere(Unpack unpack, boolean parallel, Start start) {
    // Another caller may have ended its unpacking between the look at the rows and the entry.
    Optional<SnapshotRow> row = parts.meta().state().snapshot(unpack.row().id());
    if (row.isPresent()) {
      running.remove(unpack.row().id(), unpack);
      unpack.ended().complete(row.get());
    } else {
      start(unpack, parallel, start);
    }
  }

  private Unpack plan(SnapshotId id, Optional<SnapshotKey> parent, boolean parallel, Start start) {
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
            Optional.of(bootId),
            Optional.empty());
    Path place = parts.places().of(row);
    Optional<Unpack> below = row.parentId().map(running::get);
    if (below.isPresent()) {
      expectNoWait(start, below.get());
      return Unpack.on(below.get(), row, place, start.way(parallel));
    }
    List<SnapshotRow> ancestors = Lineage.ancestors(parts.meta().state(), row.parentId());
    return Unpack.on(parts.places(ancestors), row, place, start.way(parallel));
  }

  /** What the caller had asked for below has failed, and another's has come in its place. */
  private static void expectNoWait(Start start, Unpack below) {
    boolean comes =
        !start.arrival()
            && below.isArrival()
            && !below.isRecording()
            && below.fill().whole().isEmpty();
    if (below.isAside() || comes) {
      throw ArrivalException.of(
          new CarobException(
              ErrorCode.UNAVAILABLE,
              "layer " + below.row().id() + " still comes from elsewhere, or was given up"));
    }
  }

  private void start(Unpack unpack, boolean parallel, Start start) {
    CompletableFuture<?> before =
        parallel ? start.after() : CompletableFuture.allOf(start.after(), unpack.parent());
    CompletableFuture<?> unused = // what ends it is in unpack.ended()
        turn(unpack, before, start.arrival() ? arrivals : pool)
            .exceptionallyCompose(failure -> again(unpack, failure))
            .thenCombineAsync(unpack.parent(), (filled, parent) -> record(unpack), pool)
            .whenComplete((row, failure) -> end(unpack, row, failure));
  }

  /** Fills the layer by a thread of the pool, or of one that is asked in a hurry. */
  private CompletableFuture<Void> turn(Unpack unpack, CompletableFuture<?> before, Executor by) {
    Turn turn = unpack.turn();
    CompletableFuture<?> unused =
        before
            .thenRunAsync(turn, UnpackPool.sized(by, unpack.fill().size()))
            .whenComplete(
                (nothing, failure) -> {
                  if (failure != null) {
                    turn.fail(failure);
                  }
                });
    return turn.done();
  }

  private void fill(Unpack unpack) {
    unpack.filled(
        new LayerMaker(parts).fill(plan(unpack), unpack.fill(), () -> expectParent(unpack)));
  }

  private LayerMaker.Plan plan(Unpack unpack) {
    SnapshotRow row = unpack.row();
    return new LayerMaker.Plan(row.id().driver(), row.place(), unpack.parents(), below(row));
  }

  /** What is recorded of the layers below; what is being unpacked, is by drivers of today. */
  private List<SnapshotRow> below(SnapshotRow row) {
    State state = parts.meta().state();
    List<SnapshotRow> below = new ArrayList<>();
    Optional<SnapshotId> next = row.parentId();
    while (next.isPresent()) {
      SnapshotId id = next.get();
      Optional<SnapshotRow> recorded = state.snapshot(id);
      recorded.ifPresent(below::add);
      next =
          recorded
              .or(() -> Optional.ofNullable(running.get(id)).map(Unpack::row))
              .flatMap(SnapshotRow::parentId);
    }
    return below;
  }

  /** A thread that waited here could be the one that the parent needs. */
  private void expectParent(Unpack unpack) {
    if (!unpack.parent().isDone()) {
      throw new ParentMissing();
    }
    unpack.parent().join();
    parts.show(plan(unpack));
  }

  private CompletableFuture<Void> again(Unpack unpack, Throwable failure) {
    if (!(cause(failure) instanceof ParentMissing)) {
      return CompletableFuture.failedFuture(failure);
    }
    return unpack
        .parent()
        .thenCompose(
            parent -> {
              boolean comes = unpack.isArrival() && unpack.fill().whole().isEmpty();
              unpack.turn(new Turn(() -> fill(unpack)));
              return turn(unpack, unpack.parent(), comes ? arrivals : pool);
            });
  }

  /** Says that a layer must be filled after its parent; raised and caught here. */
  private static final class ParentMissing extends RuntimeException {
    ParentMissing() {
      super("the layer needs those below", null, false, false);
    }
  }

  private SnapshotRow record(Unpack unpack) {
    SnapshotRow row = unpack.row();
    unpack.beginRecording();
    LayerMaker.Plan plan = plan(unpack);
    parts.show(plan);
    unpack.settle();
    unpack.filled(new LayerMaker(parts).commit(plan, unpack.made()));
    Usage usage =
        parts
            .drivers()
            .use(
                row.id().driver(),
                unpack.place(),
                plan.rows(),
                present -> {
                  Formats.check(present, unpack.labels(), unpack.place());
                  return present.usage(unpack.place(), unpack.parents());
                });
    SnapshotRow written = row.withMore(unpack.labels());
    SnapshotRow recorded = parts.insert(written.measured(usage, parts.meta().now()));
    parts.faults().at("layer.row");
    return recorded;
  }

  private void end(Unpack unpack, @Nullable SnapshotRow row, @Nullable Throwable failure) {
    if (failure != null) {
      parts.discard(unpack.row());
    }
    running.remove(unpack.row().id(), unpack);
    if (row != null) {
      unpack.ended().complete(row);
    } else if (failure != null) {
      CarobException cause = known(unpack, failure);
      unpack.ended().completeExceptionally(unpack.isArrival() ? ArrivalException.of(cause) : cause);
    }
    if (running.isEmpty()) {
      parts.sync().request();
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static CarobException known(Unpack unpack, Throwable failure) {
    Throwable cause = cause(failure);
    return cause instanceof CarobException known
        ? known
        : new CarobException(
            ErrorCode.INTERNAL,
            "unpacking layer " + unpack.row().id() + " failed: " + cause.getMessage(),
            cause);
  }
}
