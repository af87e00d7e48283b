package io.carob.api.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The snapshot graph over every driver, with the semantics of containerd's snapshotter. Names,
 * parents and states are durable; each operation is atomic, also against {@code kill -9}.
 *
 * <p>A story: {@code prepare(overlay, "pod/app", chainId)} makes an active snapshot on the image's
 * top layer; {@code mounts} says how to show it; {@code remove} ends it. {@code commit} turns an
 * active snapshot into a committed one under a new name.
 *
 * <p>Every method with a driver's name raises {@code UNAVAILABLE} when no driver of that name comes
 * within the configured waiting time, and passes on the driver's own codes. Calls for different
 * snapshots run concurrently; calls for one snapshot are put in a row.
 */
@ProviderType
public interface Snapshots {

  /**
   * The label that names the version of the driver that prepared a snapshot; {@link #update} may
   * drop it.
   */
  String DRIVER_VERSION_LABEL = "carob.io/driver-version";

  /**
   * The label with the number of the form on disk in which a snapshot was written, as {@link
   * SnapshotDriver#diskFormat}; a snapshot without it was written in form 1. The core gives it, and
   * it stays as long as the snapshot.
   */
  String DRIVER_FORMAT_LABEL = "carob.io/driver-format";

  /**
   * The label of a snapshot with a hard limit: the limit in bytes. It is given by {@link
   * SnapshotOptions} alone, and stays as long as the snapshot.
   */
  String SIZE_LIMIT_LABEL = "carob.io/size-limit";

  /** The smallest hard limit that can be kept: 1 MiB. */
  long SMALLEST_LIMIT = 1L << 20;

  /**
   * Makes an active snapshot. Repeating it with the same parent answers the existing one.
   *
   * @param driver the driver's name
   * @param key the new name
   * @param parent a committed snapshot of the same driver; empty for an empty root
   * @param labels free text labels
   * @return the snapshot, active, with the labels that it has now
   * @throws CarobException {@code NOT_FOUND} for an unknown parent, {@code FAILED_PRECONDITION} for
   *     a parent that is not committed, {@code ALREADY_EXISTS} when the name is taken by another
   *     kind or parent
   */
  SnapshotInfo prepare(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels);

  /**
   * Makes an active snapshot as the other {@code prepare} does, with further wishes.
   *
   * <p>With a limit, writing more than so many bytes into the snapshot fails with {@code ENOSPC},
   * whatever the driver; other snapshots do not notice. A driver that copies the parents into the
   * snapshot needs room for that copy within the limit. Repeating it with another limit answers the
   * existing snapshot with the limit that it has.
   *
   * @param driver the driver's name
   * @param key the new name
   * @param parent a committed snapshot of the same driver; empty for an empty root
   * @param labels free text labels
   * @param options what else is wanted; {@link SnapshotOptions#NONE} for nothing
   * @return the snapshot, active; its labels tell the limit
   * @throws CarobException also {@code INVALID_ARGUMENT} for a limit below {@link #SMALLEST_LIMIT},
   *     {@code RESOURCE_EXHAUSTED} when the parents' copy does not fit in, {@code
   *     FAILED_PRECONDITION} when the host cannot make limits, {@code UNSUPPORTED} when this
   *     service cannot
   */
  default SnapshotInfo prepare(
      String driver,
      SnapshotKey key,
      Optional<SnapshotKey> parent,
      Map<String, String> labels,
      SnapshotOptions options) {
    if (options.limitBytes().isPresent()) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "prepare " + key + ": this service keeps no size limits; prepare it without one");
    }
    return prepare(driver, key, parent, labels);
  }

  /**
   * Makes a read-only view; otherwise as {@link #prepare}.
   *
   * @param driver the driver's name
   * @param key the new name
   * @param parent the committed snapshot to look at; empty for an empty root
   * @param labels free text labels
   * @return the snapshot, a view
   */
  SnapshotInfo view(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels);

  /**
   * Turns an active snapshot into a committed one under a new name; the active name is gone. It
   * must not be mounted any more.
   *
   * @param driver the driver's name
   * @param active the snapshot to commit
   * @param committed its new name
   * @return the snapshot under its new name; its labels are those of before
   * @throws CarobException {@code NOT_FOUND}, {@code FAILED_PRECONDITION} when it is not active,
   *     {@code ALREADY_EXISTS} when the new name is taken
   */
  SnapshotInfo commit(String driver, SnapshotKey active, SnapshotKey committed);

  /**
   * As {@link #commit(String, SnapshotKey, SnapshotKey)}, and sets labels of the committed snapshot
   * beside those that the active one had.
   *
   * @param driver the driver's name
   * @param active the snapshot to commit
   * @param committed its new name
   * @param labels replace labels of the same key
   * @return the snapshot under its new name
   */
  SnapshotInfo commit(
      String driver, SnapshotKey active, SnapshotKey committed, Map<String, String> labels);

  /**
   * {@return the mounts that show an active or view snapshot, to be made in this order on one
   * target}
   *
   * @param driver the driver's name
   * @param key the active snapshot or the view
   * @throws CarobException {@code NOT_FOUND}, {@code FAILED_PRECONDITION} when it is committed
   */
  List<Mount> mounts(String driver, SnapshotKey key);

  /**
   * {@return what is known of one snapshot; empty when there is none} Does not need the driver.
   *
   * @param driver the driver's name
   * @param key the snapshot's name
   */
  Optional<SnapshotInfo> stat(String driver, SnapshotKey key);

  /**
   * Replaces the labels.
   *
   * @param driver the driver's name
   * @param key a snapshot of any kind
   * @param labels the new labels; others go, but for those that the core gives and keeps
   * @return the snapshot as it is now
   * @throws CarobException {@code NOT_FOUND}
   */
  SnapshotInfo update(String driver, SnapshotKey key, Map<String, String> labels);

  /**
   * Changes only the named fields, in one step: other labels stay, also those that somebody else
   * sets meanwhile.
   *
   * @param driver the driver's name
   * @param key a snapshot of any kind
   * @param labels the new values
   * @param fields each {@code labels} for all labels, or {@code labels.KEY} for one, which is taken
   *     away when {@code labels} lacks it; empty for all labels
   * @return the snapshot as it is now
   * @throws CarobException {@code NOT_FOUND}; {@code INVALID_ARGUMENT} for any other field
   */
  SnapshotInfo update(
      String driver, SnapshotKey key, Map<String, String> labels, Set<String> fields);

  /**
   * {@return what the snapshot alone takes on disk; kept for committed ones, measured for others}
   *
   * @param driver the driver's name
   * @param key a snapshot of any kind
   * @throws CarobException {@code NOT_FOUND}
   */
  Usage usage(String driver, SnapshotKey key);

  /**
   * {@return all snapshots of all drivers, or of one, parents before children} Does not need the
   * driver.
   *
   * @param driver the driver's name; empty for all
   */
  List<SnapshotInfo> list(Optional<String> driver);

  /**
   * Looks whether a driver of that name is there or just being replaced, without waiting for one.
   *
   * @param driver the driver's name
   * @throws CarobException {@code UNAVAILABLE} when there is none
   */
  default void require(String driver) {}

  /**
   * Visits the snapshots of all drivers, or of one, as they were when the walk began; parents
   * before children. Does not need the driver; the visitor may change snapshots.
   *
   * @param driver the driver's name; empty for all
   * @param filters in the language of {@link SnapshotFilter}; empty for all
   * @param visitor called on this thread for each; what it throws ends the walk
   * @throws CarobException {@code INVALID_ARGUMENT} for a filter that breaks the grammar
   */
  default void walk(Optional<String> driver, List<String> filters, Consumer<SnapshotInfo> visitor) {
    SnapshotFilter filter = SnapshotFilter.parse(filters);
    list(driver).stream().filter(filter).forEach(visitor);
  }

  /**
   * Removes a snapshot; removing one that is not there does nothing.
   *
   * @param driver the driver's name
   * @param key the snapshot; those that stand on it must be removed before
   * @throws CarobException {@code FAILED_PRECONDITION} when it is the parent of another
   */
  void remove(String driver, SnapshotKey key);
}
