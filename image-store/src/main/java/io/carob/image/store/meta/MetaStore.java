package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.Edit.ReservePlaces;
import io.carob.linux.fs.FileTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The record of images and snapshots.
 *
 * <p>Readers take {@link #state}, an immutable copy in memory, and never wait. Writers hand a
 * {@link Change} over; those of several callers share a transaction. A write that has returned
 * survives {@code kill -9}. Against a crash of the machine the file stays consistent, and the last
 * moments may be missing: what then has a folder without a row, or a row without a folder, is
 * cleaned up at the next start.
 */
public final class MetaStore implements AutoCloseable {

  private static final int PLACES_AT_ONCE = 64;

  private final Path path;
  private final MetaFile file;
  private final GroupWriter writer;
  private final Clock clock;
  private final SharedSync sync;
  private long nextPlace;
  private long placeLimit;

  private MetaStore(Path path, MetaFile file, GroupWriter writer, Clock clock) {
    this.clock = clock;
    this.path = path;
    this.file = file;
    this.writer = writer;
    this.sync = new SharedSync(() -> file.bring(FileTree::syncContent));
    this.nextPlace = file.nextPlace();
    this.placeLimit = nextPlace;
  }

  /**
   * Opens the file, or makes it. The caller sees to it that nobody else has it open.
   *
   * @throws CarobException {@code DATA_LOSS} when the file is damaged, {@code FAILED_PRECONDITION}
   *     when a later release wrote it
   */
  public static MetaStore open(Path path) {
    return open(path, Faults.NONE, Clock.systemUTC());
  }

  /**
   * As {@link #open(Path)}.
   *
   * @param faults for crash tests
   * @param clock the time of day of all that is recorded
   */
  public static MetaStore open(Path path, Faults faults, Clock clock) {
    MetaFile file = MetaFile.open(path, faults, clock);
    return new MetaStore(path, file, new GroupWriter(file), clock);
  }

  /** A record without rows. */
  public static State empty() {
    return new State(Clock.systemUTC());
  }

  /** The time of day for what is to be recorded. */
  public Instant now() {
    return clock.instant();
  }

  /** All rows as of the last write that ended. */
  public State state() {
    return writer.state();
  }

  /**
   * Records a change and waits until it survives the death of the process. Not ended by an
   * interruption: the change may already be on its way.
   *
   * @throws CarobException what the change raised; {@code RESOURCE_EXHAUSTED} on a full disk,
   *     {@code UNAVAILABLE} after {@link #close}
   */
  public <R> R write(Change<R> change) {
    return writer.write(change);
  }

  /** Changes one snapshot's row; {@code NOT_FOUND} when it is not there. */
  public SnapshotRow update(SnapshotId id, UnaryOperator<SnapshotRow> edit) {
    return write(
        (state, edits) -> {
          SnapshotRow row =
              edit.apply(
                  state
                      .snapshot(id)
                      .orElseThrow(
                          () ->
                              new CarobException(
                                  ErrorCode.NOT_FOUND, "there is no snapshot " + id)));
          edits.accept(new Edit.PutSnapshot(row));
          return row;
        });
  }

  /** A number for a new place; never given before, also not by an earlier process. */
  public synchronized long nextPlace() {
    if (nextPlace == placeLimit) {
      long limit = placeLimit + PLACES_AT_ONCE;
      write(
          (state, edits) -> {
            edits.accept(new ReservePlaces(limit));
            return limit;
          });
      placeLimit = limit;
    }
    return nextPlace++;
  }

  /** The number that {@link #nextPlace} would give now. */
  public synchronized long peekNextPlace() {
    return nextPlace;
  }

  /** Has the file checked as a whole; what is damaged, if anything is. */
  public Optional<String> damage() {
    return MetaFile.damage(path);
  }

  /**
   * Brings what is recorded so far to the disk: against a crash of the machine, which writes do not
   * wait for. Callers that come together share one sync.
   *
   * @throws CarobException as {@link #bring}
   */
  public void sync() {
    sync.now();
  }

  /**
   * Has somebody bring what is recorded so far to the disk, together with what is his own.
   *
   * @param how what to do with the log that the records stand in. It may raise {@code NOT_FOUND}
   *     when there is none: then all is in the file, and synced
   * @throws CarobException {@code DATA_LOSS} when the disk fails, {@code RESOURCE_EXHAUSTED} when
   *     it is full, {@code UNAVAILABLE} when the log must be emptied after an earlier failure and
   *     is in use
   */
  public void bring(Consumer<Path> how) {
    file.bring(how);
  }

  /**
   * To be asked after one's own bringing has ended.
   *
   * @throws CarobException {@code DATA_LOSS} when somebody else's has failed meanwhile: the disk
   *     tells of a failure once
   */
  public void requireSound() {
    file.requireSound();
  }

  /** Ends the writer after what it has taken, and closes the file. */
  @Override
  public void close() {
    writer.close();
    file.close();
  }
}
