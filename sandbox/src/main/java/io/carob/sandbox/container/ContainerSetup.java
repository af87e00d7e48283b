package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.sandbox.host.Folders;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.JsonFile;
import io.carob.sandbox.host.Mounter;
import io.carob.sandbox.oci.ConfigPlan;
import io.carob.sandbox.oci.Identity;
import io.carob.sandbox.oci.PlannedMount;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes a container: mounts, the configuration, then the runtime under conmon. */
final class ContainerSetup {

  private final Conmon conmon;
  private final Clock clock;
  private final Mounter mounter;

  ContainerSetup(Conmon conmon, Clock clock, Mounter mounter) {
    this.mounter = mounter;
    this.conmon = conmon;
    this.clock = clock;
  }

  /** Makes it; what was done before a failure is left for {@link ContainerCleanup}. */
  void create(ContainerSpec spec, ContainerFiles files, RuntimeBinary runtime) {
    require(spec);
    conmon.program();
    ContainerRecord begun =
        new ContainerRecord(
            spec.id(),
            runtime,
            spec.cgroupParent() + "/" + spec.id(),
            Instant.now(clock),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    folders(spec, files, runtime);
    begun.write(files);
    spec.rootfs().forEach(mount -> mounter.mount(mount, files.rootfs()));
    RootfsGuard.check(files.rootfs());
    Identity identity = RootfsUsers.resolve(files.rootfs(), spec.user(), spec.security());
    List<PlannedMount> mounts = MountSources.resolve(spec.mounts(), files, mounter);
    ConfigPlan plan = new ConfigPlan(spec, identity, mounts, HostView.facts(spec));
    JsonFile.write(files.config(), plan.document());
    List<HostProcess> processes = conmon.create(files, runtime, spec.logPath(), spec.args());
    begun.withProcesses(processes.get(0), processes.get(1)).write(files);
  }

  private static void require(ContainerSpec spec) {
    if (!spec.id().matches("[a-z0-9-]{1,64}")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "container id '" + spec.id() + "' is not 1 to 64 lower-case letters, digits and hyphens");
    }
    if (spec.args().isEmpty() || spec.args().get(0).isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "container "
              + spec.id()
              + " has no command: neither the manifest nor the image names one; set command or"
              + " args");
    }
  }

  private static void folders(ContainerSpec spec, ContainerFiles files, RuntimeBinary runtime) {
    Folders.makePrivate(files.directory());
    Folders.make(files.rootfs());
    Folders.make(files.subPaths());
    Folders.make(files.exitFolder());
    Folders.make(files.sockets());
    Folders.makePrivate(runtime.root());
    Path logs = spec.logPath().getParent();
    if (logs != null) {
      Folders.make(logs);
    }
  }
}
