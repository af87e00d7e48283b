package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
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
  private final boolean arrival;
  private final LayerFill fill;
  private final CompletableFuture<SnapshotRow> ended = new CompletableFuture<>();
  private final CompletableFuture<SnapshotRow> aside = new CompletableFuture<>();
  private final CompletableFuture<?> parent;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.FILLING);
  private volatile @Nullable Turn turn;

  /** A layer on committed ones; their places, nearest first. */
  static Unpack on(
      List<Path> parents, SnapshotRow row, Path place, boolean arrival, LayerFill fill) {
    return new Unpack(row, place, parents, Optional.empty(), arrival, fill);
  }

  /** A layer on one that is being unpacked as well. */
  static Unpack on(Unpack below, SnapshotRow row, Path place, boolean arrival, LayerFill fill) {
    List<Path> parents = Stream.concat(Stream.of(below.place), below.parents.stream()).toList();
    return new Unpack(row, place, parents, Optional.of(below), arrival, fill);
  }

  private Unpack(
      SnapshotRow row,
      Path place,
      List<Path> parents,
      Optional<Unpack> below,
      boolean arrival,
      LayerFill fill) {
    this.row = row;
    this.place = place;
    this.parents = parents;
    this.below = below;
    this.arrival = arrival;
    this.fill = fill;
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
    return fill;
  }

  /** The work of filling it, which may not have begun yet; told before others see this. */
  Turn turn() {
    return Objects.requireNonNull(turn);
  }

  void turn(Turn next) {
    turn = next;
  }

  /** Whether its blob still came when it was begun. */
  boolean isArrival() {
    return arrival;
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
    aside.completeExceptionally(
        new CarobException(ErrorCode.UNAVAILABLE, "layer " + row.id() + " was set aside"));
    return true;
  }
}
