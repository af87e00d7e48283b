package io.carob.sandbox.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.PortMapping;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.host.Folders;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Mounter;
import io.carob.sandbox.network.HostPorts;
import io.carob.sandbox.network.Networks;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a sandbox. What was done before a failure is left for {@link SandboxCleanup}. */
final class SandboxSetup {

  /** Host ports are looked up and claimed by one pod at a time. */
  private static final Object PORTS = new Object();

  private static final Mount SHM =
      new Mount("tmpfs", "shm", List.of("nosuid", "nodev", "noexec", "mode=1777", "size=67108864"));

  private final PauseCommand pause;
  private final Networks networks;
  private final Mounter mounter;

  SandboxSetup(PauseCommand pause, Networks networks, Mounter mounter) {
    this.mounter = mounter;
    this.pause = pause;
    this.networks = networks;
  }

  SandboxRecord create(SandboxSpec spec, SandboxFiles files) {
    pause.require();
    Folders.makePrivate(files.directory());
    Folders.make(files.namespaces());
    SandboxRecord kept = claim(spec, files);
    Cgroups.ofHost().make(spec.cgroupParent());
    HostProcess process = pause.start(spec, kept.plan(), files, mounter);
    kept = kept.withPause(process);
    kept.write(files);
    if (kept.plan().owns(NamespaceKind.IPC)) {
      Folders.make(files.shm());
      mounter.mount(SHM, files.shm());
    }
    List<String> addresses = List.of();
    if (kept.plan().owns(NamespaceKind.NET)) {
      addresses = networks.attach(kept.attachment(files), files.network());
    }
    kept = kept.withNetwork(addresses);
    kept.write(files);
    return kept;
  }

  private SandboxRecord claim(SandboxSpec spec, SandboxFiles files) {
    SandboxRecord begun = SandboxRecord.begun(spec);
    if (spec.ports().isEmpty() || !begun.plan().owns(NamespaceKind.NET)) {
      begun.write(files);
      return begun;
    }
    if (!networks.available()) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "pod "
              + spec.podName()
              + " asks for host port "
              + spec.ports().get(0).hostPort()
              + ", but this node has no network to forward it: apt-get install"
              + " containernetworking-plugins, or take hostPort out");
    }
    synchronized (PORTS) {
      HostPorts.requireUnclaimed(spec.ports(), claimed(files));
      HostPorts.requireFree(spec.ports());
      begun.write(files);
    }
    return begun;
  }

  /** Ports of the other sandboxes, whose folders lie beside this one's. */
  private static Map<String, List<PortMapping>> claimed(SandboxFiles files) {
    Map<String, List<PortMapping>> claimed = new HashMap<>();
    Path parent = files.directory().getParent();
    if (parent == null) {
      return claimed;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent)) {
      for (Path folder : folders) {
        if (!folder.equals(files.directory())) {
          SandboxRecord.read(folder.resolve(SandboxFiles.STATE))
              .filter(other -> other.plan().owns(NamespaceKind.NET))
              .ifPresent(
                  other ->
                      claimed
                          .computeIfAbsent(
                              other.namespace() + "/" + other.podName(), pod -> new ArrayList<>())
                          .addAll(other.ports()));
        }
      }
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "cannot look for other pods in " + parent, e);
    }
    return claimed;
  }
}
