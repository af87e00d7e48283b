package io.carob.api.image;

import io.carob.api.Digest;
import java.util.Map;
import java.util.Objects;

/**
 * A manifest that refers to an image.
 *
 * @param digest its digest
 * @param mediaType its media type
 * @param artifactType what it is, such as a signature; empty when not said
 * @param size its size in bytes
 * @param annotations what is said about it
 */
public record Referrer(
    Digest digest,
    String mediaType,
    String artifactType,
    long size,
    Map<String, String> annotations) {

  /** Copies the annotations. */
  public Referrer {
    Objects.requireNonNull(digest);
    Objects.requireNonNull(mediaType);
    Objects.requireNonNull(artifactType);
    annotations = Map.copyOf(annotations);
  }
}
