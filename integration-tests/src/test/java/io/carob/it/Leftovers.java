package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What an instance that has ended may not leave on the host. */
record Leftovers(Path base, String cgroup) {

  void assertNone() {
    assertThat(mounts()).as("mounts left").isEmpty();
    assertThat(cgroups()).as("cgroups left").isEmpty();
    assertThat(processes()).as("processes left").isEmpty();
  }

  private List<String> mounts() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines.filter(l -> l.contains(base.toString())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> cgroups() {
    CarobService.Result found =
        CarobService.run(
            new ProcessBuilder(
                "find", "/sys/fs/cgroup", "-type", "d", "-name", cgroup.substring(1)),
            "");
    return found.out().lines().toList();
  }

  private List<String> processes() {
    return ProcessHandle.allProcesses()
        .filter(p -> p.pid() != ProcessHandle.current().pid())
        .flatMap(p -> p.info().commandLine().stream())
        .filter(c -> c.contains(base.toString()))
        .toList();
  }
}
