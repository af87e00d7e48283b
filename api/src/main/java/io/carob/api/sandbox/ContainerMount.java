package io.carob.api.sandbox;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A bind mount into a container.
 *
 * @param volume the name of the volume it shows; for files of the pod itself ({@code /etc/hosts}) a
 *     name that begins with a dot
 * @param type the volume's type, such as {@code emptyDir}; {@code pod} for files of the pod itself
 * @param source folder or file of the host
 * @param subPath a path below the source to mount instead of it; resolved inside the source without
 *     ever leaving it, and made as a folder when it is not there
 * @param destination absolute path inside the container
 * @param readOnly whether the container may only read
 * @param propagation how later mounts travel
 */
public record ContainerMount(
    String volume,
    String type,
    Path source,
    Optional<String> subPath,
    String destination,
    boolean readOnly,
    Propagation propagation) {

  /** Checks that all parts are there. */
  public ContainerMount {
    Objects.requireNonNull(volume);
    Objects.requireNonNull(type);
    Objects.requireNonNull(source);
    Objects.requireNonNull(subPath);
    Objects.requireNonNull(destination);
    Objects.requireNonNull(propagation);
  }

  /** How mounts made later travel between host and container. */
  public enum Propagation {
    /** Not at all: {@code rprivate}. */
    PRIVATE,
    /** From the host into the container: {@code rslave}. */
    HOST_TO_CONTAINER,
    /** Both ways: {@code rshared}. */
    BIDIRECTIONAL
  }
}
