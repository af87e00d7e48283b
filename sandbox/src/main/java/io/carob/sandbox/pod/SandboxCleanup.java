package io.carob.sandbox.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.linux.mount.Mounts;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.host.ExitWatch;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Processes;
import io.carob.sandbox.host.Trees;
import io.carob.sandbox.network.Networks;
import io.carob.sandbox.oci.Signals;
import java.util.Optional;
import java.util.Set;

/** Takes away everything that the making of a sandbox left, however far it came. */
final class SandboxCleanup {

  private final Networks networks;
  private final ExitWatch exits;
  private final String cgroupParent;

  SandboxCleanup(Networks networks, ExitWatch exits, String cgroupParent) {
    this.networks = networks;
    this.exits = exits;
    this.cgroupParent = cgroupParent;
  }

  void remove(SandboxFiles files) {
    Optional<SandboxRecord> kept = SandboxRecord.read(files.state());
    kept.ifPresent(record -> release(record, files));
    Mounts.unmountAll(files.directory(), false);
    Trees.delete(files.directory());
  }

  private void release(SandboxRecord kept, SandboxFiles files) {
    Cgroups cgroups = Cgroups.ofHost();
    Set<Long> running = cgroups.processes(kept.cgroup());
    if (!running.isEmpty()) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "the sandbox of pod "
              + kept.podName()
              + " is not removed: containers still run in it (processes "
              + running
              + "); remove them first");
    }
    if (kept.pause().isPresent()) {
      end(kept.pause().get());
    } else {
      PauseCommand.strays(files).forEach(this::end);
    }
    if (kept.plan().owns(NamespaceKind.NET)) {
      networks.detach(kept.attachment(files), files.network());
    }
    cgroups.remove(kept.cgroup());
    cgroups.removeIfEmpty(cgroupParent);
  }

  private void end(HostProcess process) {
    Processes.signal(process, Signals.KILL);
    exits.await(process);
  }
}
