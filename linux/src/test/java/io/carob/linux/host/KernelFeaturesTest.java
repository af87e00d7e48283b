package io.carob.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.linux.mount.MountTable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFeaturesTest {

  private static final String HYBRID =
      """
      31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
      40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/a,name=systemd
      41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
      """;
  private static final String V2 =
      "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

  @Test
  void openat2WorksHere() {
    assertThat(KernelFeatures.openat2().cause()).isEmpty();
  }

  @Test
  void overlayIsTriedAndLeavesNothing(@TempDir Path temp) throws Exception {
    assertThat(KernelFeatures.overlayAt(temp).cause()).isEmpty();
    assertThat(temp).isEmptyDirectory();
    assertThat(KernelFeatures.overlayAt(temp.resolve("absent")).works()).isFalse();
  }

  @Test
  void overlayOnProcIsFoundNotToWork() {
    assertThat(KernelFeatures.overlayAt(Path.of("/proc")).cause()).isPresent();
  }

  @Test
  void reflinkAnswersAndLeavesNothing(@TempDir Path temp) throws Exception {
    Probe probe = KernelFeatures.reflinkAt(temp);
    assertThat(temp).isEmptyDirectory();
    // Not by the file system's name: an XFS may be made without it.
    Path from = Files.writeString(temp.resolve("from"), "x".repeat(8192));
    int cp =
        new ProcessBuilder("cp", "--reflink=always", from.toString(), temp.resolve("to").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(probe.works()).isEqualTo(cp == 0);
  }

  @Test
  void listsFileSystems() {
    assertThat(KernelFeatures.hasFileSystem("proc")).isTrue();
    assertThat(KernelFeatures.hasFileSystem("nofs")).isFalse();
    assertThat(KernelFeatures.release()).isNotEmpty();
  }

  @Test
  void readsCapabilities() {
    String status = "Name:\tx\nCapEff:\t0000000000200001\nCapBnd:\t000001ffffffffff\n";
    assertThat(Capability.ofStatus(status, "CapEff:"))
        .containsExactlyInAnyOrder(Capability.CAP_CHOWN, Capability.CAP_SYS_ADMIN);
    assertThat(Capability.ofStatus(status, "CapBnd:")).containsExactly(Capability.values());
    assertThat(Capability.effective()).contains(Capability.CAP_SYS_ADMIN);
    assertThat(Capability.bounding()).containsAll(Capability.effective());
  }

  @Test
  void tellsCgroupLayouts() {
    CgroupLayout hybrid = CgroupLayout.of(MountTable.parse(HYBRID));
    assertThat(hybrid.kind()).isEqualTo(CgroupLayout.Kind.HYBRID);
    assertThat(hybrid.unified()).contains("/sys/fs/cgroup/unified");
    assertThat(hybrid.controllers())
        .containsOnlyKeys("cpu", "cpuacct", "name=systemd")
        .containsEntry("cpuacct", "/sys/fs/cgroup/cpu,cpuacct");
    assertThat(CgroupLayout.of(MountTable.parse(V2)).kind()).isEqualTo(CgroupLayout.Kind.V2);
    String v1 = HYBRID.lines().limit(3).reduce("", (a, b) -> a + b + "\n");
    assertThat(CgroupLayout.of(MountTable.parse(v1)).kind()).isEqualTo(CgroupLayout.Kind.V1);
    assertThat(CgroupLayout.of(MountTable.parse("")).kind()).isEqualTo(CgroupLayout.Kind.NONE);
  }
}
