package io.carob.image.store.archive;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.image.ImageConfig;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An image found in an archive, all of its blobs verified and stored.
 *
 * @param manifest digest of the platform's manifest
 * @param config digest of the configuration: the image's identity
 * @param layers its layers, lowest first
 * @param names the names that the archive gives it; may be empty
 * @param platform what it was built for
 * @param runConfig how to run it
 * @param created when it was built, if it says so
 */
public record ArchiveImage(
    Digest manifest,
    Digest config,
    List<LayerBlob> layers,
    List<ImageReference> names,
    Platform platform,
    ImageConfig runConfig,
    Optional<Instant> created) {

  /** Copies the lists. */
  public ArchiveImage {
    layers = List.copyOf(layers);
    names = List.copyOf(names);
  }
}
