package io.carob.sandbox.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.SandboxSpec;
import io.carob.linux.mount.Mounts;
import io.carob.sandbox.host.Executables;
import io.carob.sandbox.host.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

public final class PauseCommand {
  private final List<String> command;

  public PauseCommand(List<String> command) {
    this.command = List.copyOf(command);
  }

  Path require() {
    return Executables.require(command.get(0), "catatonit");
  }

  HostProcess start(SandboxSpec spec, NamespacePlan plan, SandboxFiles files) {
    List<String> args = new ArrayList<>(List.of("unshare", "--fork"));
    for (NamespaceKind kind : plan.own()) {
      args.add("--" + kind.procName());
    }
    args.addAll(
        List.of(
            "sh", "-c", "ip link set lo up; hostname " + spec.hostname() + "; exec catatonit -P"));
    try {
      Process process = new ProcessBuilder(args).start();
      while (process
          .descendants()
          .noneMatch(h -> h.info().command().orElse("").contains("catatonit"))) {
        Thread.sleep(2);
      }
      long pid = process.descendants().findFirst().orElseThrow().pid();
      for (NamespaceKind kind : plan.own()) {
        Path target = Files.createFile(files.namespace(kind));
        Mounts.mount(Mount.bind("/proc/" + pid + "/ns/" + kind.procName(), false), target);
      }
      return HostProcess.of(pid).orElseThrow();
    } catch (IOException | InterruptedException e) {
      throw new CarobException(ErrorCode.INTERNAL, "pause", e);
    }
  }

  static List<HostProcess> strays(SandboxFiles files) {
    return List.of();
  }
}
