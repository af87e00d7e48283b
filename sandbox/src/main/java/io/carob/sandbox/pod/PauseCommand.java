package io.carob.sandbox.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.linux.process.Namespace;
import io.carob.linux.process.NamespaceRequest;
import io.carob.linux.process.Namespaces;
import io.carob.linux.process.SpawnedProcess;
import io.carob.sandbox.host.Executables;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.Mounter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Starts pause processes in fresh namespaces, and binds these to files. A pause process is
 * confined: containers that share its PID namespace and may trace processes gain nothing by it.
 */
public final class PauseCommand {

  /** Marks a pause process as that of a sandbox, until its pid is written down. */
  private static final String MARK = "CAROB_SANDBOX=";

  private static final Map<NamespaceKind, Namespace> KINDS =
      Map.of(
          NamespaceKind.NET, Namespace.NETWORK,
          NamespaceKind.IPC, Namespace.IPC,
          NamespaceKind.UTS, Namespace.UTS,
          NamespaceKind.PID, Namespace.PID);

  private final List<String> command;

  /**
   * Takes the command.
   *
   * @param command a statically linked program, by name or path, and its arguments
   */
  public PauseCommand(List<String> command) {
    this.command = List.copyOf(command);
  }

  /** Where the program is. */
  Path require() {
    return Executables.require(command.get(0), "catatonit");
  }

  HostProcess start(SandboxSpec spec, NamespacePlan plan, SandboxFiles files, Mounter mounter) {
    Set<Namespace> fresh = EnumSet.noneOf(Namespace.class);
    plan.own().forEach(kind -> fresh.add(KINDS.get(kind)));
    fresh.add(Namespace.MOUNT);
    List<String> argv = new ArrayList<>(command);
    argv.set(0, require().toString());
    SpawnedProcess spawned =
        Namespaces.spawn(
            new NamespaceRequest(
                fresh,
                Map.of(),
                plan.owns(NamespaceKind.UTS) ? Optional.of(spec.hostname()) : Optional.empty(),
                plan.owns(NamespaceKind.NET),
                argv,
                List.of(MARK + files.directory()),
                true));
    for (NamespaceKind kind : plan.own()) {
      pin(spawned.pid(), kind, files.namespace(kind), mounter);
    }
    return HostProcess.of(spawned.pid())
        .filter(process -> process.startTime() == spawned.startTime())
        .orElseThrow(() -> ended(spec, argv));
  }

  private static void pin(long pid, NamespaceKind kind, Path file, Mounter mounter) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "namespace file " + file + " not made", e);
    }
    String source = "/proc/" + pid + "/ns/" + kind.procName();
    mounter.mount(new Mount("bind", source, List.of("bind")), file);
  }

  private static CarobException ended(SandboxSpec spec, List<String> argv) {
    return new CarobException(
        ErrorCode.INTERNAL,
        "the pause process of pod "
            + spec.podName()
            + " has ended at once; run it by hand to see why: "
            + String.join(" ", argv));
  }

  /** Pause processes of a sandbox that were started just before a crash. */
  static List<HostProcess> strays(SandboxFiles files) {
    String mark = MARK + files.directory();
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> environment(pid).contains(mark))
        .flatMap(pid -> HostProcess.of(pid).stream())
        .toList();
  }

  private static List<String> environment(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/environ"));
      return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1));
    } catch (IOException gone) {
      return List.of();
    }
  }
}
