package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.linux.fs.FileTree;
import io.carob.tck.driver.CommonCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** C3, C7: what fails or ends leaves nothing. */
final class RuntimeFailureCases {

  private RuntimeFailureCases() {}

  static void failedCreateLeavesNothing(RuntimeBench bench) throws IOException {
    fails(bench, mounting(bench, Path.of("/no/such/folder"), "/data"), ErrorCode.NOT_FOUND);
    fails(
        bench,
        mounting(bench, bench.node().root(), "/work/../../data"),
        ErrorCode.INVALID_ARGUMENT);
    ContainerSpec missing = bench.script("sleep 1000000");
    Mount none = Mount.bind(bench.node().root().resolve("none").toString(), false);
    ContainerSpec noRoot = with(missing, List.of(none), List.of());
    CarobException thrown = catchThrowableOfType(CarobException.class, () -> bench.create(noRoot));
    assertThat(thrown).as("create without a root file system fails").isNotNull();
    bench.leftovers().noContainers(noRoot.cgroupParent());
  }

  /** The failure may show only when it is started. */
  static void missingCommandIsNamed(RuntimeBench bench) throws IOException {
    ContainerSpec spec = bench.spec("/no/such/command");
    CarobException thrown = catchThrowableOfType(CarobException.class, () -> bench.run(spec));
    assertThat(thrown).as("the failure").isNotNull();
    assertThat(thrown.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(thrown).hasMessageContaining("/no/such/command");
    bench.remove(spec);
    bench.leftovers().noContainers(spec.cgroupParent());
  }

  private static void fails(RuntimeBench bench, ContainerSpec spec, ErrorCode code)
      throws IOException {
    RuntimeLifeCases.refused(code, () -> bench.create(spec));
    assertThat(bench.driver().status(spec.id(), spec.directory())).isEmpty();
    bench.leftovers().noContainers(spec.cgroupParent());
  }

  private static ContainerSpec mounting(RuntimeBench bench, Path source, String destination)
      throws IOException {
    ContainerSpec spec = bench.script("sleep 1000000");
    ContainerMount mount =
        new ContainerMount(
            "data", "hostPath", source, Optional.empty(), destination, true, Propagation.PRIVATE);
    return with(spec, spec.rootfs(), List.of(mount));
  }

  private static ContainerSpec with(
      ContainerSpec spec, List<Mount> rootfs, List<ContainerMount> mounts) {
    return new ContainerSpec(
        spec.id(),
        spec.name(),
        spec.directory(),
        spec.sandbox(),
        spec.cgroupParent(),
        rootfs,
        spec.args(),
        spec.env(),
        spec.workingDirectory(),
        spec.user(),
        mounts,
        spec.security(),
        spec.logPath(),
        spec.annotations());
  }

  static void nothingIsLeftAfterRemove(RuntimeBench bench) throws IOException {
    ContainerSpec running = bench.script("sleep 1000000");
    ContainerSpec created = bench.script("sleep 1000000");
    bench.run(running);
    bench.create(created);
    bench.remove(running);
    bench.remove(created);
    bench.leftovers().noContainers(running.cgroupParent());
    FileTree.remove(running.directory());
    assertThat(running.directory()).doesNotExist();
  }

  static void selfCheckLeavesNothing(RuntimeBench bench) throws IOException {
    ContainerRuntime driver = bench.driver();
    Set<Path> before = inRun(bench);
    Path scratch = Files.createDirectory(bench.node().run().resolve("scratch"));
    CommonCases.checksItself(driver, scratch);
    FileTree.remove(scratch);
    bench.leftovers().noContainers(bench.node().cgroupParent());
    assertThat(inRun(bench)).as("what lies in the run folder").isEqualTo(before);
  }

  private static Set<Path> inRun(RuntimeBench bench) throws IOException {
    try (Stream<Path> files = Files.list(bench.node().run())) {
      return files.collect(Collectors.toSet());
    }
  }
}
