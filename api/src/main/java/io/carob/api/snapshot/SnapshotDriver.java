package io.carob.api.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.driver.Driver;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * File-system behaviour of one way to keep layers: overlay, full copies, block images, and so on.
 * Driver authors implement this; the core calls it.
 *
 * <h2>What it models</h2>
 *
 * Each snapshot has one folder of its own, its <em>place</em>. The core chooses the place, hands it
 * to the driver, and later deletes it. Inside the place the driver may lay things out as it likes.
 * The place of an active snapshot may be a file system of its own, ext4, which is how a size limit
 * is kept for drivers that do not keep one themselves ({@link #limit}): nothing can be linked or
 * renamed into it from elsewhere, and it may be full. A snapshot is in one of three states, kept by
 * the core:
 *
 * <ul>
 *   <li><b>active</b>: writable; the thin layer of one container, or a layer under construction;
 *   <li><b>view</b>: read-only, for looking at a committed snapshot;
 *   <li><b>committed</b>: immutable; the only possible parent of others.
 * </ul>
 *
 * <pre>
 *   prepare -> active --commit--> committed --(parents of)--> active, view, layer
 *   beginLayer + unpacking -------commit--^
 *   any --remove--> (gone)
 * </pre>
 *
 * <p>Parents are always given as their places, nearest first, lowest layer last, without gaps. A
 * snapshot without parents has an empty list.
 *
 * <h2>A story</h2>
 *
 * To unpack a layer, the core makes an empty place and calls {@link #beginLayer}. The answer says
 * where and how content arrives. The core verifies and writes it there, then calls {@link #commit}.
 * To start a container, the core makes an empty place, calls {@link #prepare} with the image's
 * committed places as parents, then {@link #mounts}, and mounts the answer. When the container is
 * deleted it unmounts, calls {@link #remove}, and deletes the place.
 *
 * <h2>Clauses</h2>
 *
 * Each clause has tests in the TCK that name it.
 *
 * <ol>
 *   <li><b>S1 stateless.</b> A driver keeps nothing in memory that it needs later: every answer
 *       follows from the arguments and the disk. A new instance, of this or a later version,
 *       continues where another stopped.
 *   <li><b>S2 own place only.</b> A call writes below its own place and nowhere else. Parents are
 *       never changed.
 *   <li><b>S3 no mounting.</b> A driver returns mounts; it leaves nothing mounted when a call ends.
 *   <li><b>S4 content.</b> A prepared snapshot shows exactly its parents' content: names, types,
 *       modes, owners, times, xattrs and hard links of files; also in a place that is a file system
 *       of its own.
 *   <li><b>S5 isolation.</b> What is written through one active snapshot is seen in no other.
 *   <li><b>S6 repetition.</b> {@code prepare}, {@code beginLayer}, {@code commit}, {@code mounts},
 *       {@code usage} and {@code remove} may be repeated after a crash at any point with the same
 *       arguments, and succeed. Repetition never loses what was written into an active snapshot. A
 *       snapshot whose {@code commit} was cut short, also at its very end, is an active one to the
 *       core still: {@code mounts} shows what was written, and takes more.
 *   <li><b>S7 concurrency.</b> Calls for different places run at the same time. A place may be a
 *       parent in any number of them, also while a call for itself runs. The core never runs two
 *       calls for one place at once, {@code layerMount} and those of another version included, and
 *       never removes a place that is a parent in a running call.
 *   <li><b>S8 layers.</b> A layer's content arrives as {@link #beginLayer} asks; whiteouts and
 *       opaque folders hide what parents hold; after commit the snapshot as a parent shows the
 *       layer's tree.
 *   <li><b>S9 usage.</b> {@link #usage} counts what the snapshot adds on disk, not what it shares.
 *   <li><b>S10 failure.</b> A failed call raises {@link CarobException} with a code of the method's
 *       list, and leaves a place that {@code remove} and deletion clear completely.
 *   <li><b>S11 difference.</b> With {@link SnapshotCapability#DIFF}, the changes that {@link #diff}
 *       answers, applied to the parents' tree, give the snapshot's tree: what {@code S4} counts,
 *       whether the snapshot is mounted or not. Without it, {@code diff} raises {@code
 *       UNSUPPORTED}.
 *   <li><b>S12 formats.</b> What another version wrote, in another form too, is read rightly or
 *       refused by {@link #readsDiskFormat}; it is never misread.
 *   <li><b>S13 self-check.</b> {@link #selfCheck} ends within ten seconds, needs nothing of the
 *       node but its scratch folder, and leaves nothing behind that deleting the folder does not
 *       clear.
 * </ol>
 *
 * <h2>Threads, blocking, crashes</h2>
 *
 * Methods are called from any thread and may block on file input and output. They do not sync:
 * durability of a committed snapshot is the core's. After a crash the core deletes places that it
 * has no record of, by {@link #remove} and deletion.
 */
@ConsumerType
public interface SnapshotDriver extends Driver {

  /** The folder of a committed place on which the core mounts what {@link #layerMount} answers. */
  String LAYER_MOUNT = "mnt";

  /**
   * What the driver can do beyond the minimum. Constant.
   *
   * @return maybe empty; never with null in it
   */
  default Set<SnapshotCapability> capabilities() {
    return Set.of();
  }

  /**
   * Finds out, by doing the real thing in a scratch folder, whether the driver works in this place.
   * The core calls it once before the first use, and for {@code carob check}.
   *
   * @param scratch an empty folder on the file system of the places; the core deletes it afterwards
   * @throws CarobException {@code UNSUPPORTED} with the reason and the way out; the core then asks
   *     no more. Any other code says that it could not be found out now: the core asks again
   */
  default void probe(Path scratch) {}

  /**
   * {@inheritDoc}
   *
   * <p>The folder is on the file system of the places. When it is left out, {@link #probe} is the
   * check.
   */
  @Override
  default void selfCheck(Path scratch) {
    probe(scratch);
  }

  /**
   * Keeps a size limit on the active snapshot that is prepared next in this place, by the driver's
   * own means. The core calls it right before {@link #prepare}, and repeats it with that after a
   * crash, for drivers that declare {@link SnapshotCapability#QUOTA}. The driver notes in the place
   * what it needs. From {@code prepare} on, what would let {@link #usage} count more fails with
   * {@code ENOSPC} or {@code EDQUOT}, for whoever writes.
   *
   * <p>Where the answer is {@code UNSUPPORTED}, and for drivers without the capability, the core
   * makes the place a file system of that size.
   *
   * @param place the snapshot's own folder, as for {@link #prepare}
   * @param bytes the most that the snapshot itself may take; at least {@link
   *     Snapshots#SMALLEST_LIMIT}
   * @throws CarobException {@code UNSUPPORTED} when this cannot be done here: then an empty place
   *     is still empty; {@code RESOURCE_EXHAUSTED}, {@code INTERNAL}
   */
  default void limit(Path place, long bytes) {
    throw new CarobException(
        ErrorCode.UNSUPPORTED,
        "snapshotter \"" + name() + "\" cannot keep a size limit; the place must have its own");
  }

  /**
   * Makes an active or a view snapshot in an empty place.
   *
   * @param kind {@code ACTIVE} or {@code VIEW}
   * @param place the snapshot's own folder: exists, is empty or holds what an interrupted earlier
   *     call with the same arguments left
   * @param parents places of committed snapshots, nearest first
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when space or inodes are used up, {@code
   *     UNSUPPORTED} when there are more parents than the driver can stack, {@code INTERNAL} for
   *     other input and output failures
   */
  void prepare(SnapshotKind kind, Path place, List<Path> parents);

  /**
   * Says which mounts show an active or view snapshot. The order matters: later mounts go over
   * earlier ones, all on the same target. Cheap: no tree is walked.
   *
   * @param kind the kind given to {@link #prepare}
   * @param place the snapshot's place, as prepared
   * @param parents the parents given to {@link #prepare}
   * @return at least one mount; bind mounts show folders of the place or of a parent only
   * @throws CarobException {@code FAILED_PRECONDITION} when the place was never prepared
   */
  List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents);

  /**
   * Opens a place for the content of an image layer.
   *
   * @param place the layer's own folder: exists, is empty or holds what an interrupted earlier call
   *     left; then its content is discarded
   * @param parents places of the layers below, nearest first. With {@link
   *     SnapshotCapability#PARALLEL_UNPACK} a layer among them may not exist yet or be half there;
   *     what was committed as an active snapshot is there
   * @return where and how the content is to arrive
   * @throws CarobException {@code RESOURCE_EXHAUSTED}, {@code INTERNAL}
   */
  LayerTarget beginLayer(Path place, List<Path> parents);

  /**
   * Ends writing: turns an active snapshot or a filled layer place into a committed one. Nothing is
   * mounted from the place any more, and the core writes nothing into it after this, so a driver
   * may seal it, or keep its content in another form.
   *
   * <p>What was an active snapshot becomes one again when the commit cannot be recorded, or the
   * service is killed before it is: then {@link #prepare}, {@link #mounts}, {@link #usage} and
   * {@link #diff} are called for it as before, and {@code commit} perhaps once more, after further
   * writes. A layer is discarded instead. So only of a layer may the driver delete the one form of
   * the content for another.
   *
   * @param place the place of an active snapshot or of a layer whose content has arrived
   * @param parents its parents, nearest first; they may not be committed yet with {@link
   *     SnapshotCapability#PARALLEL_UNPACK}
   * @throws CarobException {@code FAILED_PRECONDITION} when the place was neither prepared nor
   *     begun; {@code RESOURCE_EXHAUSTED}, {@code INTERNAL}
   */
  void commit(Path place, List<Path> parents);

  /**
   * Says what must be mounted before a committed place can be a parent, such as the image of a file
   * system that holds a layer. Cheap: no tree is walked. The answer for a place never changes.
   *
   * <p>The core mounts it on the folder {@link #LAYER_MOUNT} of the place, which the driver made in
   * {@link #commit}: once for all that stand on it, before it is given as a parent to a call that
   * reads parents, and before what {@link #mounts} answers is mounted. So the driver may name that
   * folder in its answers. It stays mounted while it is needed, and is mounted again after a boot.
   * It is unmounted before {@link #remove}; in other calls for the place it may be mounted or not.
   *
   * <p>With the option {@code loop} the source is a file of the place that holds the file system;
   * that of a bind mount is a folder of the place.
   *
   * @param place the place of a committed snapshot
   * @return one read-only mount; empty when the place can be a parent as it is
   * @throws CarobException {@code FAILED_PRECONDITION} when the place was never committed
   */
  default Optional<Mount> layerMount(Path place) {
    return Optional.empty();
  }

  /**
   * Measures what this snapshot alone takes on disk.
   *
   * @param place the place of a snapshot of any kind
   * @param parents its parents, nearest first
   * @return blocks that are allocated and inodes, without what parents or others share
   * @throws CarobException {@code FAILED_PRECONDITION} when the place was never made, {@code
   *     INTERNAL}
   */
  Usage usage(Path place, List<Path> parents);

  /**
   * Says where the changes of an active snapshot are. Cheap: no tree is walked. The core reads them
   * after the call, and keeps the place and its parents meanwhile. The snapshot may be mounted.
   *
   * @param place the place of an active snapshot
   * @param parents the parents given to {@link #prepare}
   * @return folders of the place, which the core only reads
   * @throws CarobException {@code UNSUPPORTED} without {@link SnapshotCapability#DIFF}; {@code
   *     FAILED_PRECONDITION} when the place was never prepared
   */
  default LayerSource diff(Path place, List<Path> parents) {
    throw new CarobException(
        ErrorCode.UNSUPPORTED,
        "snapshotter \"" + name() + "\" cannot tell what a snapshot changed; use another one");
  }

  /**
   * Releases whatever plain recursive deletion of the place would not (a subvolume, a loop device).
   * Nothing is mounted from it. Succeeds when there is nothing to release, or the place is gone.
   *
   * @param place the place of a snapshot of any kind, complete or not
   */
  default void remove(Path place) {}
}
