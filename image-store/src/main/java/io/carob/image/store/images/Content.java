package io.carob.image.store.images;

import io.carob.api.Digest;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.LayerTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The verified blobs below the images, and what is done with their bytes. */
public interface Content {

  /**
   * Reads an archive or layout and stores the blobs of its images for this host's platform.
   *
   * @param coming hears of the images before their layers are here
   * @throws io.carob.api.CarobException as {@link io.carob.api.image.Images#importArchive}; blobs
   *     that it has stored by then may stay, the caller removes what no image needs
   */
  List<ArchiveImage> importArchive(Path source, Coming coming, ImportProgress progress);

  /**
   * Brings a layer, verified, to where the driver wants it.
   *
   * @param below called before the layers below are looked at; what it raises is let through
   */
  void unpack(LayerInfo layer, LayerTarget target, Runnable below, ImportProgress progress);

  /** As {@link #unpack}, while the layer's blob is on its way in; ends when that is verified. */
  void follow(LayerInfo layer, LayerTarget target, Runnable below);

  /** The verified bytes of a small blob; {@code NOT_FOUND}, {@code INVALID_ARGUMENT}. */
  byte[] read(Digest digest);

  /** Whether a blob is there, whole. */
  boolean has(Digest digest);

  /** The blobs that are there. */
  Set<Digest> blobs();

  /** Deletes a blob; does nothing when it is not there. */
  void delete(Digest digest);

  /** Bytes on disk of each blob that is there; no file is looked at. */
  Map<Digest, Long> sizes();

  /** Reads a blob again: what is wrong with it; empty when its bytes still have its digest. */
  Optional<String> fault(Digest digest);

  /** Deletes what was fetched in part, and not gone on with for a day; answers how many. */
  int clearOld();

  /** Bytes on disk of all blobs. */
  long bytes();
}
