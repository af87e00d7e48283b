package io.carob.engine.pod;

import java.time.Instant;
import java.util.Map;

/** The first state of a pod. */
final class PodBirth {

  private PodBirth() {}

  static PodState of(PodView pod, Instant now) {
    return new PodState(
        now,
        null,
        Map.of(),
        pod.containers().stream()
            .map(c -> ContainerState.fresh(c.getName(), pod.isInit(c.getName())))
            .toList(),
        "",
        "");
  }
}
