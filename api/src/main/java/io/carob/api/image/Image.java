package io.carob.api.image;

import io.carob.api.ChainId;
import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One image on this node, for one platform.
 *
 * @param id the image's identity: the digest of its configuration
 * @param manifest digest of its manifest
 * @param names the names that point to it, sorted; may be empty
 * @param platform what it was built for
 * @param created when it was built, if it says so
 * @param layers its layers, lowest first; may be empty
 * @param config how to run it
 */
public record Image(
    Digest id,
    Digest manifest,
    List<ImageReference> names,
    Platform platform,
    Optional<Instant> created,
    List<LayerInfo> layers,
    ImageConfig config) {

  /** Copies the lists. */
  public Image {
    Objects.requireNonNull(id);
    Objects.requireNonNull(manifest);
    names = List.copyOf(names);
    Objects.requireNonNull(platform);
    Objects.requireNonNull(created);
    layers = List.copyOf(layers);
    Objects.requireNonNull(config);
  }

  /** {@return the chain identity of the whole image; empty for an image without layers} */
  public Optional<ChainId> chainId() {
    return layers.isEmpty()
        ? Optional.empty()
        : Optional.of(layers.get(layers.size() - 1).chainId());
  }

  /** {@return the sum of the blobs of its layers, in bytes} */
  public long size() {
    return layers.stream().mapToLong(LayerInfo::size).sum();
  }
}
