package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** B2, B4 with real crashes: a process that calls the driver is killed with SIGKILL. */
final class KillCases {

  private static final int PODS = 6;

  private KillCases() {}

  /** The child says each pod before it makes it; it is killed when it has said the one. */
  static void killedCallsAreRepeated(SandboxBench bench, Class<?> testClass) throws IOException {
    List<SandboxSpec> specs = new ArrayList<>();
    for (int n = 0; n < PODS; n++) {
      specs.add(bench.spec());
    }
    int killedAt = new Random().nextInt(PODS);
    makeAndKill(bench, testClass, specs, "making " + specs.get(killedAt).podUid());
    for (SandboxSpec spec : specs) {
      Sandbox made = bench.create(spec);
      assertThat(made.ready()).as("%s is ready", spec.podName()).isTrue();
      assertThat(LifeCases.isAlive(made.pausePid())).as("pause runs").isTrue();
    }
    specs.forEach(bench::remove);
    bench.leftovers().none(specs.stream().map(SandboxSpec::podUid).toList());
  }

  static void outlivesItsMaker(SandboxBench bench, Class<?> testClass) throws IOException {
    SandboxSpec spec = bench.spec();
    makeAndKill(bench, testClass, List.of(spec), "made " + spec.podUid());
    Sandbox found = bench.driver().find(spec.podUid(), spec.directory()).orElseThrow();
    assertThat(found.ready()).as("ready after its maker's end").isTrue();
    assertThat(LifeCases.isAlive(found.pausePid())).as("pause runs").isTrue();
    assertThat(bench.create(spec)).isEqualTo(found);
  }

  private static void makeAndKill(
      SandboxBench bench, Class<?> testClass, List<SandboxSpec> specs, String last)
      throws IOException {
    List<String> pods = specs.stream().map(spec -> spec.podUid() + " " + spec.directory()).toList();
    KilledJvm.run(bench, KillChild.class, testClass, pods, last);
  }
}
