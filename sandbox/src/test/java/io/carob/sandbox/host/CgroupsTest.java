package io.carob.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupsTest {

  @Test
  void controllersOfBothVersionsAreFound(@TempDir Path mounts) throws IOException {
    Path unified = Files.createDirectory(mounts.resolve("unified"));
    Files.writeString(unified.resolve("cgroup.controllers"), "hugetlb rdma\n");
    Cgroups cgroups =
        new Cgroups(List.of(mounts.resolve("cpu,cpuacct"), mounts.resolve("memory"), unified));
    assertThat(cgroups.controllers())
        .containsExactly("cpu", "cpuacct", "hugetlb", "memory", "rdma");
    assertThat(cgroups.versions()).isEqualTo("versions 1 and 2");
  }

  @Test
  void versionsAreTold() {
    assertThat(new Cgroups(List.of()).versions()).isEmpty();
    assertThat(new Cgroups(List.of(Path.of("/sys/fs/cgroup"))).versions()).isEqualTo("version 2");
    assertThat(new Cgroups(List.of(Path.of("/sys/fs/cgroup/cpu"))).versions())
        .isEqualTo("version 1");
  }
}
