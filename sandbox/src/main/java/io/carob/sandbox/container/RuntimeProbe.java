package io.carob.sandbox.container;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.host.Command;
import io.carob.sandbox.host.Executables;
import io.carob.sandbox.host.JsonFile;
import io.carob.sandbox.host.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the first OCI runtime that works here, by running a container with each until one does: its
 * root file system is made of the host's own programs, its command is {@code /bin/true}.
 */
final class RuntimeProbe {

  /** Folders of the host that make {@code /bin/true} run. */
  private static final List<String> PROGRAMS = List.of("/usr", "/bin", "/lib", "/lib64");

  private final List<String> names;
  private final Path run;
  private final String cgroupParent;

  /**
   * Makes a probe.
   *
   * @param names runtimes to try, in order
   * @param run folder for the runtimes' state and for the probe
   * @param cgroupParent control group in which to probe
   */
  RuntimeProbe(List<String> names, Path run, String cgroupParent) {
    this.names = List.copyOf(names);
    this.run = run;
    this.cgroupParent = cgroupParent;
  }

  /** Tries the runtimes in order, up to the first that works. */
  Result probe() {
    List<String> passedOver = new ArrayList<>();
    for (String name : names) {
      Optional<Path> program = Executables.find(name);
      if (program.isEmpty()) {
        passedOver.add(name + ": not installed");
        continue;
      }
      RuntimeBinary runtime =
          new RuntimeBinary(name, program.get(), run.resolve(program.get().getFileName()));
      Optional<String> failure = tryOut(runtime);
      if (failure.isEmpty()) {
        return new Result(Optional.of(runtime), passedOver);
      }
      passedOver.add(name + ": " + failure.get());
    }
    return new Result(Optional.empty(), passedOver);
  }

  private Optional<String> tryOut(RuntimeBinary runtime) {
    String id = "probe-" + UUID.randomUUID();
    Path bundle = run.resolve(id);
    String cgroup = cgroupParent + "/" + id;
    try {
      Files.createDirectories(bundle.resolve("rootfs"));
      Files.createDirectories(runtime.root());
      JsonFile.write(bundle.resolve("config.json"), config(cgroup));
      Command command =
          Command.run(
              List.of(
                  runtime.program().toString(),
                  "--root=" + runtime.root(),
                  "run",
                  "--bundle",
                  bundle.toString(),
                  id));
      if (command.succeeded()) {
        return Optional.empty();
      }
      return Optional.of(RuntimeErrors.reason(command.output()));
    } catch (IOException | CarobException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } finally {
      clean(runtime, id, bundle, cgroup);
    }
  }

  private void clean(RuntimeBinary runtime, String id, Path bundle, String cgroup) {
    if (Files.exists(runtime.root().resolve(id))) {
      Command.run(
          List.of(
              runtime.program().toString(), "--root=" + runtime.root(), "delete", "--force", id));
    }
    Cgroups cgroups = Cgroups.ofHost();
    cgroups.remove(cgroup);
    cgroups.removeIfEmpty(cgroupParent);
    Trees.delete(bundle);
  }

  private static ObjectNode config(String cgroup) {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    config.put("ociVersion", "1.0.2");
    config.putObject("root").put("path", "rootfs");
    ObjectNode process = config.putObject("process");
    process.put("terminal", false).put("cwd", "/");
    process.putObject("user").put("uid", 0).put("gid", 0);
    process.putArray("args").add("/bin/true");
    var mounts = config.putArray("mounts");
    mounts.addObject().put("destination", "/proc").put("type", "proc").put("source", "proc");
    for (String folder : PROGRAMS) {
      if (Files.isDirectory(Path.of(folder))) {
        ObjectNode mount = mounts.addObject();
        mount.put("destination", folder).put("type", "bind").put("source", folder);
        mount.putArray("options").add("rbind").add("ro");
      }
    }
    ObjectNode linux = config.putObject("linux");
    linux.put("cgroupsPath", cgroup);
    var namespaces = linux.putArray("namespaces");
    List.of("mount", "pid", "ipc", "uts", "network")
        .forEach(kind -> namespaces.addObject().put("type", kind));
    return config;
  }

  /**
   * What came out.
   *
   * @param runtime the first that works
   * @param passedOver those before it, each with the reason
   */
  record Result(Optional<RuntimeBinary> runtime, List<String> passedOver) {
    Result {
      passedOver = List.copyOf(passedOver);
    }

    /** The runtime, or the reason why there is none. */
    RuntimeBinary require() {
      return runtime.orElseThrow(
          () ->
              new CarobException(
                  ErrorCode.UNSUPPORTED,
                  "no OCI runtime works on this host ("
                      + String.join("; ", passedOver)
                      + "); apt-get install runc, or crun on a host with cgroup version 2"));
    }
  }
}
