package io.carob.api.sandbox;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A container as it stands now.
 *
 * @param id its id
 * @param state its state
 * @param pid its first process in the host's numbering; 0 unless created or running
 * @param rootfs where its root file system is mounted on the host
 * @param created when it was made
 * @param started when its process started, if it did
 * @param exit how it ended, if it did
 */
public record ContainerStatus(
    String id,
    State state,
    long pid,
    Path rootfs,
    Instant created,
    Optional<Instant> started,
    Optional<ExitStatus> exit) {

  /** Checks that all parts are there. */
  public ContainerStatus {
    Objects.requireNonNull(id);
    Objects.requireNonNull(state);
    Objects.requireNonNull(rootfs);
    Objects.requireNonNull(created);
    Objects.requireNonNull(started);
    Objects.requireNonNull(exit);
  }

  /** The states of a container, as in the OCI runtime specification. */
  public enum State {
    /** Set up; the command does not run yet. */
    CREATED,
    /** The command runs. */
    RUNNING,
    /** The command has ended, or never could start. */
    STOPPED
  }
}
