package io.carob.tck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

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
        AtOnce.on(
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
    AtOnce.on(
        specs,
        spec -> {
          driver.remove(spec.id(), spec.directory());
          return spec;
        });
    bench.leftovers().noContainers(specs.get(0).cgroupParent());
  }
}
