package io.carob.sandbox.container;

import java.nio.file.Path;

/**
 * An OCI runtime that passed the probe.
 *
 * @param name its name, such as {@code runc}
 * @param program where it is
 * @param root where it keeps its state
 */
record RuntimeBinary(String name, Path program, Path root) {

  /** A pipe that holds the container's command back until it is started. */
  Path startFifo(String id) {
    return root.resolve(id).resolve("exec.fifo");
  }
}
