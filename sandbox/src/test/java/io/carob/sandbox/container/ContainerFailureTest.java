package io.carob.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.Sandbox;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.mount.MountTable;
import io.carob.sandbox.OnTestNode;
import io.carob.sandbox.TestNode;
import io.carob.sandbox.host.Cgroups;
import io.carob.sandbox.host.Mounter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerFailureTest extends OnTestNode {

  private Sandbox sandbox;

  @BeforeEach
  void prepare() throws Exception {
    sandbox = node.sandbox();
  }

  @ParameterizedTest
  @CsvSource({
    "nope, NOT_FOUND",
    "/bin/nope, NOT_FOUND",
    "/work/notexec, PERMISSION_DENIED",
    "/etc, PERMISSION_DENIED",
    "'', INVALID_ARGUMENT"
  })
  void commandThatCannotRunLeavesNothing(String command, ErrorCode code) throws Exception {
    ContainerSpec spec = node.spec(sandbox, command);

    assertFails(code, () -> node.containers.create(spec));

    assertNothing(spec);
  }

  @Test
  void rootFileSystemThatCannotBeMountedLeavesNothing() throws Exception {
    ContainerSpec good = node.spec(sandbox, "true");
    ContainerSpec spec =
        new ContainerSpec(
            good.id(),
            good.name(),
            good.directory(),
            sandbox,
            good.cgroupParent(),
            List.of(Mount.bind(node.root.resolve("gone").toString(), false)),
            good.args(),
            good.env(),
            good.workingDirectory(),
            "",
            List.of(),
            good.security(),
            good.logPath(),
            good.annotations());

    assertFails(ErrorCode.NOT_FOUND, () -> node.containers.create(spec));
    assertNothing(spec);
  }

  @Test
  void hostWithoutRuntimeOrConmonIsUnsupported() throws Exception {
    ContainerSpec spec = node.spec(sandbox, "true");
    Path bad = Files.writeString(node.root.resolve("bad-runtime"), "#!/bin/sh\nexit 1\n");
    assertThat(bad.toFile().setExecutable(true)).isTrue();

    assertUnsupported(spec, "conmon", "no-such-runtime", bad.toString());
    assertUnsupported(spec, "no-such-conmon", "runc");
    assertNothing(spec);
  }

  private void assertUnsupported(ContainerSpec spec, String conmon, String... runtimes) {
    try (OciContainerRuntime broken =
        new OciContainerRuntime(
            Runtimes.of(List.of(runtimes), node.root.resolve("oci"), node.cgroup),
            conmon,
            Clock.systemUTC())) {
      assertFails(ErrorCode.UNSUPPORTED, () -> broken.create(spec));
    }
  }

  @Test
  void makingThatACrashBrokeOffIsBegunAnew() throws Exception {
    ContainerSpec spec = node.run(sandbox, "sleep", "1000");
    ContainerFiles files = new ContainerFiles(spec.id(), spec.directory());
    ContainerRecord kept = ContainerRecord.read(files).orElseThrow();
    long first = kept.process().orElseThrow().pid();
    new ContainerRecord(
            kept.id(),
            kept.runtime(),
            kept.cgroup(),
            kept.created(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty())
        .write(files);

    assertThat(node.containers.status(spec.id(), spec.directory())).isEmpty();
    node.containers.create(spec);

    assertThat(node.status(spec).pid()).isNotEqualTo(first);
    assertThat(Cgroups.ofHost().processes(kept.cgroup())).containsExactly(node.status(spec).pid());
  }

  @Test
  void runtimeThatAVolumeHoldsUpIsEnded() throws Exception {
    Path etc = Files.createDirectory(node.root.resolve("etc"));
    try (RootDirectory volume = RootDirectory.open(etc)) {
      volume.mknod("group", FileType.FIFO, 0644, 0);
    }
    ContainerMount mount =
        new ContainerMount(
            "v", "emptyDir", etc, Optional.empty(), "/etc", false, Propagation.PRIVATE);
    ContainerSpec spec = TestNode.with(node.spec(sandbox, "true"), List.of(mount));
    Runtimes runtimes = Runtimes.of(List.of("crun", "runc"), node.root.resolve("oci"), node.cgroup);
    Conmon conmon = new Conmon("conmon", Duration.ofSeconds(5));

    try (OciContainerRuntime held =
        new OciContainerRuntime(runtimes, conmon, Clock.systemUTC(), Mounter.KERNEL)) {
      assertFails(ErrorCode.UNAVAILABLE, () -> held.create(spec));
    }
    TestNode.await("processes gone", () -> node.processes().isEmpty());
    assertNothing(spec);
  }

  private void assertNothing(ContainerSpec spec) throws Exception {
    assertThat(spec.directory()).doesNotExist();
    assertThat(MountTable.read().below(node.root.resolve("containers"))).isEmpty();
    assertThat(node.processes()).isEmpty();
    assertThat(Files.exists(node.root.resolve("oci/runc").resolve(spec.id()))).isFalse();
    for (Path group : node.groups()) {
      assertThat(group.resolve(sandbox.podUid()).resolve(spec.id())).doesNotExist();
    }
  }

  private static void assertFails(ErrorCode code, Runnable call) {
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
