package io.carob.image.store.meta;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.image.Image;
import io.carob.api.image.ImageConfig;
import io.carob.api.image.LayerInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is recorded of one image; its names are recorded apart.
 *
 * @param id digest of its configuration
 * @param manifest digest of its manifest
 * @param platform what it was built for
 * @param created when it was built
 * @param layers its layers, lowest first
 * @param config how to run it
 */
public record ImageRow(
    Digest id,
    Digest manifest,
    Platform platform,
    Optional<Instant> created,
    List<LayerInfo> layers,
    ImageConfig config) {

  /** Copies the layers. */
  public ImageRow {
    layers = List.copyOf(layers);
  }

  /** The record of an image without its names. */
  public static ImageRow of(Image image) {
    return new ImageRow(
        image.id(),
        image.manifest(),
        image.platform(),
        image.created(),
        image.layers(),
        image.config());
  }

  /** The image under the given names. */
  public Image withNames(List<ImageReference> names) {
    return new Image(id, manifest, names, platform, created, layers, config);
  }

  /** All blobs that the image needs. */
  public Set<Digest> blobs() {
    Set<Digest> blobs = new HashSet<>();
    blobs.add(id);
    blobs.add(manifest);
    layers.forEach(layer -> blobs.add(layer.blob()));
    return blobs;
  }
}
