package io.carob.sandbox.container;

import io.carob.sandbox.host.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the things of one container lie below its folder. */
record ContainerFiles(String id, Path directory) {

  /** What later calls need. */
  Path state() {
    return directory.resolve("state.json");
  }

  /** The OCI runtime configuration. */
  Path config() {
    return directory.resolve("config.json");
  }

  /** Where the root file system is mounted. */
  Path rootfs() {
    return directory.resolve("rootfs");
  }

  /** Mount points of sub-paths, one each. */
  Path subPaths() {
    return directory.resolve("mounts");
  }

  /** Where conmon leaves the exit code. */
  Path exitFolder() {
    return directory.resolve("exit");
  }

  /** The exit code, as text; its time is when the container ended. */
  Path exit() {
    return exitFolder().resolve(id);
  }

  /** There when the container has ended and nobody saw with which code. */
  Path exitLost() {
    return directory.resolve("exit-lost");
  }

  /** There when the kernel ended the container for want of memory. */
  Path oom() {
    return directory.resolve("oom");
  }

  /** What conmon has to say. */
  Path conmonLog() {
    return directory.resolve("conmon.log");
  }

  Path pid() {
    return directory.resolve("pid");
  }

  Path conmonPid() {
    return directory.resolve("conmon.pid");
  }

  /** The conmon that works for this folder, found by its pid file; empty when there is none. */
  Optional<HostProcess> strayMonitor() {
    try {
      long pid = Long.parseLong(Files.readString(conmonPid()).strip());
      String commandLine = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      return commandLine.contains("\0" + directory + "\0") ? HostProcess.of(pid) : Optional.empty();
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** conmon's attach socket lies below; kept short for the limit of socket names. */
  Path sockets() {
    return directory.resolve("s");
  }

  /** Files of commands that run inside. */
  Path execs() {
    return directory.resolve("exec");
  }
}
