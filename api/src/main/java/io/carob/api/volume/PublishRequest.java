package io.carob.api.volume;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a plugin needs to publish a volume.
 *
 * @param id which volume of which pod
 * @param place a folder for this volume alone, made by the core with mode 0750 before the first
 *     call; the same in repeated calls. What containers write should lie in a folder below it
 * @param fields the type's own fields from the manifest
 * @param objects config objects of the node
 */
public record PublishRequest(VolumeId id, Path place, VolumeFields fields, ConfigObjects objects) {

  /** Checks that all parts are there. */
  public PublishRequest {
    Objects.requireNonNull(id);
    Objects.requireNonNull(place);
    Objects.requireNonNull(fields);
    Objects.requireNonNull(objects);
  }
}
