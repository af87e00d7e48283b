package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.mount.Mounts;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.host.Command;
import io.carob.sandbox.host.ExitWatch;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Processes;
import io.carob.sandbox.host.Trees;
import io.carob.sandbox.oci.Signals;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Takes away everything that the making of a container left, however far it came. */
final class ContainerCleanup {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  private final ExitWatch exits;

  ContainerCleanup(ExitWatch exits) {
    this.exits = exits;
  }

  /** Ends the container and removes its folder. Succeeds when nothing is there. */
  void remove(ContainerFiles files) {
    Optional<ContainerRecord> kept = ContainerRecord.read(files);
    if (kept.isPresent() && !kept.get().complete()) {
      awaitMaking(files);
    }
    kept.ifPresent(this::end);
    Mounts.unmountAll(files.directory(), false);
    Trees.delete(files.directory());
  }

  private void end(ContainerRecord kept) {
    kept.process().ifPresent(this::kill);
    RuntimeBinary runtime = kept.runtime();
    if (Files.exists(runtime.root().resolve(kept.id()))) {
      deleteByRuntime(kept);
    }
    Cgroups cgroups = Cgroups.ofHost();
    endStragglers(cgroups, kept.cgroup());
    kept.monitor().ifPresent(this::awaitOrKill);
    cgroups.remove(kept.cgroup());
  }

  /**
   * A conmon whose JVM was killed goes on making the container: only when it has, or has given up,
   * everything can be found. Rare, so looked at again and again.
   */
  private void awaitMaking(ContainerFiles files) {
    Optional<HostProcess> conmon = files.strayMonitor();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (conmon.isPresent()
        && conmon.get().alive()
        && !Files.exists(files.pid())
        && System.nanoTime() < end) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    conmon.ifPresent(this::kill);
  }

  private void kill(HostProcess process) {
    Processes.signal(process, Signals.KILL);
    exits.await(process);
  }

  /** conmon ends when its container has; it writes the exit file before. */
  private void awaitOrKill(HostProcess conmon) {
    if (!exits.await(conmon)) {
      kill(conmon);
    }
  }

  /** In a PID namespace that the pod shares, children outlive the container's first process. */
  private void endStragglers(Cgroups cgroups, String cgroup) {
    List<HostProcess> left = new ArrayList<>();
    for (long pid : cgroups.processes(cgroup)) {
      HostProcess.of(pid).ifPresent(left::add);
    }
    left.forEach(process -> Processes.signal(process, Signals.KILL));
    left.forEach(exits::await);
  }

  private static void deleteByRuntime(ContainerRecord kept) {
    RuntimeBinary runtime = kept.runtime();
    Command delete =
        Command.run(
            List.of(
                runtime.program().toString(),
                "--root=" + runtime.root(),
                "delete",
                "--force",
                kept.id()));
    if (Files.exists(runtime.root().resolve(kept.id()))) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "removal of container "
              + kept.id()
              + " failed: "
              + runtime.name()
              + " keeps it: "
              + RuntimeErrors.reason(delete.output()));
    }
  }
}
