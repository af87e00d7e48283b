package io.carob.api.image;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Subscription;
import io.carob.api.snapshot.SnapshotKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The images on this node. Blobs are stored once by digest and verified before they appear; names
 * point to images; layers become committed snapshots, named by chain identity, one for every image
 * and replica.
 */
@ProviderType
public interface Images {

  /**
   * Imports an OCI image layout (a folder or a tar of it) or a docker-archive (as {@code docker
   * save} writes it). From an index of several platforms it takes the host's. Everything is
   * verified by digest; nothing of a failed import stays.
   *
   * @param source the folder or archive
   * @param name the name to give the image; empty to take the names that the archive carries
   * @param progress hears how it goes
   * @return the imported images, each with the names that this import gave it
   * @throws CarobException {@code NOT_FOUND} when there is no such file or no image for this
   *     platform, {@code INVALID_ARGUMENT} when the format is not known or the archive has no name
   *     and none is given, {@code DATA_LOSS} when it is truncated, corrupt or fails a digest,
   *     {@code RESOURCE_EXHAUSTED} on a full disk or over a configured bound
   */
  default List<Image> importArchive(
      Path source, Optional<ImageReference> name, ImportProgress progress) {
    return importArchive(source, name, Optional.empty(), progress);
  }

  /**
   * As {@link #importArchive(Path, Optional, ImportProgress)}, and unpacks the images while their
   * blobs are taken in: sooner done than {@link #unpack} afterwards.
   *
   * @param source the folder or archive
   * @param name the name to give the image; empty to take the names that the archive carries
   * @param snapshotter the snapshot driver to unpack with; empty to unpack nothing yet
   * @param progress hears how it goes
   * @return the imported images, each with the names that this import gave it
   * @throws CarobException also {@code UNAVAILABLE} when the driver is not there, and what {@link
   *     #unpack} raises: {@code DATA_LOSS} and {@code INVALID_ARGUMENT} when a layer is not what it
   *     must be, and then nothing stays; after others, such as {@code RESOURCE_EXHAUSTED}, the
   *     images may be there, not unpacked
   */
  List<Image> importArchive(
      Path source,
      Optional<ImageReference> name,
      Optional<String> snapshotter,
      ImportProgress progress);

  /** {@return all images, by first name} */
  List<Image> list();

  /**
   * Finds an image by name, by digest, or by the first digits (at least 4) of its identity.
   *
   * @param nameOrDigest a name, a digest, or such digits
   * @return the image, with all its names
   * @throws CarobException {@code NOT_FOUND}; {@code INVALID_ARGUMENT} when the text can be no
   *     name, or the digits fit several images
   */
  Image get(String nameOrDigest);

  /**
   * Gives an image one more name; a name that pointed elsewhere moves.
   *
   * @param nameOrDigest the image, as {@link #get} finds it
   * @param newName the further name; one without a registry stays without one
   * @return the image, with all its names
   * @throws CarobException as {@link #get}
   */
  Image tag(String nameOrDigest, ImageReference newName);

  /**
   * Takes a name away; when it was the last, removes the image and whatever blobs and snapshots no
   * other image needs. Given a digest, takes all its names.
   *
   * @param nameOrDigest a name, or what finds the image, as for {@link #get}
   * @throws CarobException as {@link #get}; {@code FAILED_PRECONDITION} when a container's snapshot
   *     stands on a layer that would go
   */
  void remove(String nameOrDigest);

  /**
   * Makes sure that every layer is a committed snapshot of the driver. Concurrent calls for a
   * common layer unpack it once. Returns at once when all is there.
   *
   * @param id the image's identity
   * @param driver the snapshot driver's name
   * @param progress hears how each layer goes on
   * @return the top layer's snapshot; empty for an image without layers
   * @throws CarobException {@code NOT_FOUND}, {@code UNAVAILABLE} when the driver is not there,
   *     {@code DATA_LOSS} when a blob does not give its diffID, {@code INVALID_ARGUMENT} when a
   *     layer tries to leave its root, {@code RESOURCE_EXHAUSTED}
   */
  Optional<SnapshotKey> unpack(Digest id, String driver, ImportProgress progress);

  /**
   * {@return the bytes of a small blob (a manifest, index or configuration), verified}
   *
   * @param digest what the bytes hash to
   * @throws CarobException {@code NOT_FOUND}, {@code INVALID_ARGUMENT} when larger than 4 MiB
   */
  byte[] blob(Digest digest);

  /**
   * Sizes of all blobs, each counted once.
   *
   * @return bytes on disk
   */
  long contentBytes();

  /**
   * Hears, from now on, of each image that can be found by a name it had not before: by import,
   * pull or {@link #tag}. The listener is called when {@link #get} finds the image, before the call
   * that brought it returns, and on the same thread; it must return quickly.
   *
   * @param listener gets the image with all its names
   * @return closes the subscription
   */
  Subscription subscribe(Consumer<Image> listener);
}
