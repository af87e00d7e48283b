package io.carob.rest.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How far a container has come, from its pod in Kubernetes' JSON form.
 *
 * @param started whether it runs or has run
 * @param exitCode of its last run, once that ended
 * @param reason why it waits, or ended
 * @param message more about that; may be empty
 */
record ContainerProgress(boolean started, OptionalInt exitCode, String reason, String message) {

  private static final Set<String> PASSING = Set.of("", "ContainerCreating", "PodInitializing");

  static ContainerProgress of(JsonNode pod, String container) {
    for (JsonNode status : pod.at("/status/containerStatuses")) {
      if (status.path("name").asText().equals(container)) {
        return of(status);
      }
    }
    return new ContainerProgress(false, OptionalInt.empty(), "", "");
  }

  private static ContainerProgress of(JsonNode status) {
    JsonNode state = status.path("state");
    JsonNode ended =
        state.has("terminated")
            ? state.path("terminated")
            : status.path("lastState").path("terminated");
    if (!ended.isMissingNode()) {
      return new ContainerProgress(
          true,
          OptionalInt.of(ended.path("exitCode").asInt()),
          ended.path("reason").asText(),
          ended.path("message").asText());
    }
    JsonNode waiting = state.path("waiting");
    return new ContainerProgress(
        state.has("running"),
        OptionalInt.empty(),
        waiting.path("reason").asText(),
        waiting.path("message").asText());
  }

  /** Whether it waits for what a person must do. */
  boolean stuck() {
    return !started && !PASSING.contains(reason);
  }
}
