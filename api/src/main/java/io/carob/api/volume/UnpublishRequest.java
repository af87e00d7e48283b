package io.carob.api.volume;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Which published volume is meant.
 *
 * @param id which volume of which pod
 * @param place the folder given to {@code publish}; it may be gone
 * @param fields the fields given to {@code publish}
 */
public record UnpublishRequest(VolumeId id, Path place, VolumeFields fields) {

  /** Checks that all parts are there. */
  public UnpublishRequest {
    Objects.requireNonNull(id);
    Objects.requireNonNull(place);
    Objects.requireNonNull(fields);
  }
}
