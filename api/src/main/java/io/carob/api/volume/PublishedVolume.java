package io.carob.api.volume;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A volume that is ready to be mounted into containers.
 *
 * @param path the folder or file to bind-mount
 * @param readOnly whether containers may only read, whatever the manifest asks
 */
public record PublishedVolume(Path path, boolean readOnly) {

  /** Checks that the path is there. */
  public PublishedVolume {
    Objects.requireNonNull(path);
  }
}
