package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A layer that is being unpacked. One whose blob still comes may be set aside for another. */
final class Unpack {

  private enum Stage {
    FILLING,
    RECORDING,
    ASIDE
  }

  private final SnapshotRow row;
  private final Path place;
  private final List<Path> parents;
  private final Optional<Unpack> below;
  private final Way way;
  private final CompletableFuture<SnapshotRow> ended = new CompletableFuture<>();
  private final CompletableFuture<SnapshotRow> aside = new CompletableFuture<>();
  private final CompletableFuture<?> parent;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.FILLING);
  private volatile @Nullable Turn turn;
  private volatile LayerMaker.@Nullable Made made;

  /**
   * How a layer is unpacked.
   *
   * @param arrival whether its blob still comes
   * @param parallel whether it may be filled before what is below is committed
   * @param fill brings its content
   */
  record Way(boolean arrival, boolean parallel, LayerFill fill) {}

  /** A layer on committed ones; their places, nearest first. */
  static Unpack on(List<Path> parents, SnapshotRow row, Path place, Way way) {
    return new Unpack(row, place, parents, Optional.empty(), way);
  }

  /** A layer on one that is being unpacked as well. */
  static Unpack on(Unpack below, SnapshotRow row, Path place, Way way) {
    List<Path> parents = Stream.concat(Stream.of(below.place), below.parents.stream()).toList();
    return new Unpack(row, place, parents, Optional.of(below), way);
  }

  private Unpack(SnapshotRow row, Path place, List<Path> parents, Optional<Unpack> below, Way way) {
    this.row = row;
    this.place = place;
    this.parents = parents;
    this.below = below;
    this.way = way;
    this.parent =
        below.isPresent()
            ? CompletableFuture.anyOf(below.get().ended, aside)
            : CompletableFuture.completedFuture(row);
  }

  /** What will be recorded of it. */
  SnapshotRow row() {
    return row;
  }

  /** Its folder. */
  Path place() {
    return place;
  }

  /** Places of the layers below, nearest first; they may not be there yet. */
  List<Path> parents() {
    return parents;
  }

  /** The layer below, if that was not committed when this one was begun. */
  Optional<Unpack> below() {
    return below;
  }

  /** Ends when the layer below is committed; fails when that fails, or this one is set aside. */
  CompletableFuture<?> parent() {
    return parent;
  }

  /** Ends when this one is committed, or discarded. */
  CompletableFuture<SnapshotRow> ended() {
    return ended;
  }

  /** Brings its content. */
  LayerFill fill() {
    return way.fill();
  }

  /** The work of filling it, which may not have begun yet; told before others see this. */
  Turn turn() {
    return Objects.requireNonNull(turn);
  }

  void turn(Turn next) {
    turn = next;
    if (isAside()) {
      next.fail(wasSetAside());
    }
  }

  /** Remembers what was filled. */
  void filled(LayerMaker.Made done) {
    made = done;
  }

  /** What was filled. */
  LayerMaker.Made made() {
    return Objects.requireNonNull(made);
  }

  /** What its row must say of the form of its place. */
  Map<String, String> labels() {
    return Objects.requireNonNull(made).labels();
  }

  /** Ends the filling, when the layers below are committed. */
  void settle() {
    way.fill().settle(Objects.requireNonNull(made).target());
  }

  /** Whether its blob still came when it was begun. */
  boolean isArrival() {
    return way.arrival();
  }

  /** Whether it may be filled before what is below is committed. */
  boolean isParallel() {
    return way.parallel();
  }

  /** Whether it is filled, and what is below is recorded: it waits for nobody. */
  boolean isRecording() {
    return stage.get() == Stage.RECORDING;
  }

  /**
   * From now on it cannot be set aside.
   *
   * @throws CarobException {@code UNAVAILABLE} when it was
   */
  void beginRecording() {
    if (!stage.compareAndSet(Stage.FILLING, Stage.RECORDING)) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "layer " + row.id() + " is unpacked by somebody else");
    }
  }

  /** Sees to it that it is never recorded; false when it is too late for that. */
  boolean setAside() {
    stage.compareAndSet(Stage.FILLING, Stage.ASIDE);
    if (stage.get() != Stage.ASIDE) {
      return false;
    }
    aside.completeExceptionally(wasSetAside());
    Turn next = turn;
    if (next != null) {
      next.fail(wasSetAside()); // it may wait behind others, whose blobs come slowly
    }
    return true;
  }

  /** Whether it is never recorded. */
  boolean isAside() {
    return stage.get() == Stage.ASIDE;
  }

  private CarobException wasSetAside() {
    return new CarobException(ErrorCode.UNAVAILABLE, "layer " + row.id() + " was set aside");
  }
}
