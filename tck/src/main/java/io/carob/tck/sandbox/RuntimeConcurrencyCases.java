package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** C5: calls for different containers do not meet. */
final class RuntimeConcurrencyCases {

  private static final int CONTAINERS = 8;

  private RuntimeConcurrencyCases() {}

  static void eightContainersAtOnce(RuntimeBench bench) throws Exception {
    ContainerRuntime driver = bench.driver();
    List<ContainerSpec> specs = new ArrayList<>();
    for (int n = 0; n < CONTAINERS; n++) {
      specs.add(bench.script("sleep 1000000"));
    }
    List<ContainerStatus> running =
        atOnce(
            specs,
            spec -> {
              driver.create(spec);
              return driver.start(spec.id(), spec.directory());
            });
    assertThat(running).allMatch(status -> status.state() == State.RUNNING);
    assertThat(new HashSet<>(running.stream().map(ContainerStatus::pid).toList()))
        .hasSize(CONTAINERS);
    for (int n = 0; n < CONTAINERS; n++) {
      assertThat(running.get(n).id()).isEqualTo(specs.get(n).id());
    }
    atOnce(
        specs,
        spec -> {
          driver.remove(spec.id(), spec.directory());
          return spec;
        });
    bench.leftovers().noContainers(specs.get(0).cgroupParent());
  }

  private static <T> List<T> atOnce(List<ContainerSpec> specs, Work<T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(specs.size());
    CyclicBarrier start = new CyclicBarrier(specs.size());
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (ContainerSpec spec : specs) {
        calls.add(
            () -> {
              start.await(RuntimeBench.PATIENCE_SECONDS, TimeUnit.SECONDS);
              return work.on(spec);
            });
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(ContainerSpec spec);
  }
}
