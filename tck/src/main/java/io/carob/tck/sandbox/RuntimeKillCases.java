package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** C2, C4 with real crashes: a process that calls the runtime is killed with SIGKILL. */
final class RuntimeKillCases {

  private static final int CONTAINERS = 6;

  private RuntimeKillCases() {}

  /** The child says each container before it makes it; it is killed when it has said the one. */
  static void killedCallsAreRepeated(RuntimeBench bench, Class<?> testClass) throws IOException {
    List<ContainerSpec> specs = new ArrayList<>();
    for (int n = 0; n < CONTAINERS; n++) {
      specs.add(bench.spec(RuntimeKillChild.command()));
    }
    int killedAt = new Random().nextInt(CONTAINERS);
    runAndKill(bench, testClass, specs, "making " + specs.get(killedAt).id());
    for (ContainerSpec spec : specs) {
      bench.create(spec);
      ContainerStatus running = bench.start(spec);
      assertThat(running.state()).isEqualTo(State.RUNNING);
      assertThat(LifeCases.isAlive(running.pid())).as("%s runs", spec.id()).isTrue();
    }
    specs.forEach(bench::remove);
    bench.leftovers().noContainers(specs.get(0).cgroupParent());
  }

  /** Neither the container, nor its log, nor its exit code needs the process that started it. */
  static void outlivesItsMaker(RuntimeBench bench, Class<?> testClass) throws Exception {
    ContainerSpec spec = bench.spec(RuntimeKillChild.command());
    runAndKill(bench, testClass, List.of(spec), "made " + spec.id());
    ContainerStatus running = bench.status(spec);
    assertThat(running.state()).isEqualTo(State.RUNNING);
    assertThat(LifeCases.isAlive(running.pid())).as("its process runs").isTrue();
    Files.writeString(bench.tree().resolve(RuntimeKillChild.END), "");
    bench.story().step("made the file that asks it to end");
    assertThat(bench.exit(spec).code()).isEqualTo(9);
    assertThat(RuntimeLogs.lines(spec)).containsExactly("stdout F asked to end");
  }

  private static void runAndKill(
      RuntimeBench bench, Class<?> testClass, List<ContainerSpec> specs, String last)
      throws IOException {
    KilledJvm.run(
        bench,
        RuntimeKillChild.class,
        testClass,
        specs.stream().map(spec -> spec.id() + " " + spec.directory()).toList(),
        last,
        bench.sandbox().podUid(),
        Long.toString(bench.sandbox().pausePid()));
  }
}
