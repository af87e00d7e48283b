package io.carob.sandbox.pod;

import io.carob.api.sandbox.NamespaceKind;
import io.carob.sandbox.oci.MountsPlan;
import java.nio.file.Path;

/** Where the things of one sandbox lie below its folder. */
record SandboxFiles(Path directory) {

  /** Name of the state file; neighbours are found by it. */
  static final String STATE = "sandbox.json";

  /** What later calls need. */
  Path state() {
    return directory.resolve(STATE);
  }

  /** What the network plugins did. */
  Path network() {
    return directory.resolve("network.json");
  }

  /** Files onto which the namespaces are bound. */
  Path namespaces() {
    return directory.resolve("ns");
  }

  Path namespace(NamespaceKind kind) {
    return namespaces().resolve(kind.procName());
  }

  /** Shared memory of the pod's IPC namespace. */
  Path shm() {
    return directory.resolve(MountsPlan.SHM);
  }
}
