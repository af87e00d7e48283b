package io.carob.api.storage;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What images and snapshots take. The sum of all layers, snapshots and blobs is all there is; an
 * image's size is what it has of these.
 *
 * @param images the images, largest first
 * @param layers the layers of images as committed snapshots, largest first
 * @param snapshots all other snapshots, largest first
 * @param blobs the blobs, largest first
 */
public record SpaceReport(
    List<ImageSpace> images,
    List<LayerSpace> layers,
    List<SnapshotSpace> snapshots,
    List<BlobSpace> blobs) {

  /** Copies the lists. */
  public SpaceReport {
    images = List.copyOf(images);
    layers = List.copyOf(layers);
    snapshots = List.copyOf(snapshots);
    blobs = List.copyOf(blobs);
  }

  /**
   * One image with its blobs and its layers of all drivers.
   *
   * @param id its identity
   * @param names its names
   * @param bytes what it takes in all
   * @param shared the part that other images need too
   * @param reclaimable what removing this image alone would free: the part that no other image
   *     needs; 0 while containers stand on it or it is pinned
   * @param containers how many writable layers and views stand on it
   * @param pinned whether garbage collection leaves it alone
   * @param added when it came
   * @param used when it was last used
   */
  public record ImageSpace(
      Digest id,
      List<ImageReference> names,
      long bytes,
      long shared,
      long reclaimable,
      int containers,
      boolean pinned,
      Instant added,
      Instant used) {

    /** Copies the names. */
    public ImageSpace {
      names = List.copyOf(names);
    }

    /** {@return the part that no other image needs} */
    public long unique() {
      return bytes - shared;
    }
  }

  /**
   * One layer, unpacked by one driver.
   *
   * @param driver the driver's name
   * @param key its chain identity
   * @param usage what it adds to the layers below it
   * @param images how many images have it
   * @param containers how many writable layers and views stand on it
   * @param reclaimable what garbage collection could free: 0 while it is needed by something that
   *     is in use or pinned
   */
  public record LayerSpace(
      String driver, SnapshotKey key, Usage usage, int images, int containers, long reclaimable) {}

  /**
   * A snapshot that is no image's layer: a container's writable layer, a view, or a caller's own.
   *
   * @param driver the driver's name
   * @param key its name
   * @param kind its state
   * @param usage what it takes; empty when it could not be measured yet or its driver is away
   * @param measured when that was
   */
  public record SnapshotSpace(
      String driver,
      SnapshotKey key,
      SnapshotKind kind,
      Optional<Usage> usage,
      Optional<Instant> measured) {}

  /**
   * One blob.
   *
   * @param digest its digest
   * @param bytes what it takes
   * @param images how many images have it
   * @param reclaimable what garbage collection could free
   */
  public record BlobSpace(Digest digest, long bytes, int images, long reclaimable) {}
}
