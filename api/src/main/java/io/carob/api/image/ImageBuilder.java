package io.carob.api.image;

import io.carob.api.CarobException;
import io.carob.api.ImageReference;
import io.carob.api.snapshot.SnapshotKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes images from what is here, and writes images out. The same input makes the same bytes: the
 * same layers, digests and archives, on every node and at any time.
 *
 * <p>Layers hold what {@link Images} unpacks again: names, types, modes, owners, times to the
 * nanosecond, {@code security.capability} and {@code user.*} attributes, hard links, devices and
 * FIFOs. Sockets are left out. New layers are packed with gzip.
 *
 * <p>What every call may raise: {@code RESOURCE_EXHAUSTED} on a full disk, {@code INTERNAL}. After
 * a failure, and after a crash, nothing of the call is left.
 */
@ProviderType
public interface ImageBuilder {

  /**
   * Writes images into one archive. It appears under its name only when it is complete and on the
   * disk. Only its owner, the user of this process, can read it.
   *
   * @param images names or digests, as {@link Images#get} finds them. By a name, the image gets
   *     that name in the archive; by a digest, all its names
   * @param target an absolute path where nothing is
   * @param format how the archive is laid out
   * @param progress hears how each blob goes on
   * @throws CarobException as {@link Images#get}; {@code ALREADY_EXISTS} when something is at the
   *     target; {@code INVALID_ARGUMENT} when no image is given, the path is not absolute or its
   *     folder is not there; {@code FAILED_PRECONDITION} when a blob was let go after unpacking:
   *     import or pull the image again; {@code DATA_LOSS} when a blob is not what it must be
   */
  void exportArchive(
      List<String> images, Path target, ArchiveFormat format, ImportProgress progress);

  /**
   * {@return whether a file is a tar, compressed or not, of what looks like a root file system, and
   * no image archive} Looks at its first entries only.
   *
   * @param file a file of the host
   * @throws CarobException {@code NOT_FOUND}
   */
  boolean isRootFs(Path file);

  /**
   * Makes an image of one layer, for this host's platform, from the tar of a root file system.
   *
   * @param tar plain or compressed; a compressed one becomes the layer as it is
   * @param name the new image's name; it moves when another image has it
   * @param changes how to run it
   * @param progress hears how it goes
   * @return the image, under its new name
   * @throws CarobException {@code NOT_FOUND}, {@code DATA_LOSS} when it is truncated or corrupt
   */
  Image importRootFs(Path tar, ImageReference name, ImageChanges changes, ImportProgress progress);

  /**
   * Makes an image from another one and further layers.
   *
   * @param base the image below; empty for none
   * @param layers lowest first: tars, plain or compressed, with whiteouts as in OCI layers; a
   *     compressed one becomes the layer as it is; or folders, whose trees become layers. May be
   *     empty when only the configuration changes
   * @param name the new image's name; it moves when another image has it
   * @param changes what its configuration says differently
   * @param progress hears how it goes
   * @return the image, under its new name; the base is unchanged
   * @throws CarobException as {@link Images#get}; {@code NOT_FOUND} when a layer is not there,
   *     {@code DATA_LOSS} when one is truncated or corrupt, {@code FAILED_PRECONDITION} when a blob
   *     of the base was let go after unpacking, or a folder holds a name that a layer cannot hold
   */
  Image append(
      Optional<String> base,
      List<Path> layers,
      ImageReference name,
      ImageChanges changes,
      ImportProgress progress);

  /**
   * Makes an image from a container's image and what the container has changed. Volumes are not
   * part of it. The container may run: a file that is being written comes as far as it is written,
   * one that vanishes meanwhile is left out. For more, stop what writes before.
   *
   * @param driver the snapshot driver's name
   * @param container the container's writable layer
   * @param base the container's image; empty to take any that has the layers below
   * @param name the new image's name; it moves when another image has it
   * @param changes what its configuration says differently
   * @param progress hears how it goes
   * @return the image, under its new name
   * @throws CarobException as {@link Images#get}; {@code NOT_FOUND} when there is no such snapshot;
   *     {@code UNSUPPORTED} when the driver cannot tell what changed, {@code UNAVAILABLE} when it
   *     is not there; {@code FAILED_PRECONDITION} when the snapshot does not stand on the base, a
   *     blob of the base was let go after unpacking, or a file has a name that a layer cannot hold
   */
  Image commit(
      String driver,
      SnapshotKey container,
      Optional<String> base,
      ImageReference name,
      ImageChanges changes,
      ImportProgress progress);
}
