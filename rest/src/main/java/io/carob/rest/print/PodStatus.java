package io.carob.rest.print;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The one word for a pod's state, by kubectl's rules.
 *
 * @param word such as {@code Running}, {@code Init:0/1} or {@code CrashLoopBackOff}
 * @param ready containers that are ready
 * @param containers containers in all, without init containers
 * @param restarts restarts of all containers that count now
 */
public record PodStatus(String word, int ready, int containers, int restarts) {

  /** Reads the state from a pod in Kubernetes' JSON form. */
  public static PodStatus of(JsonNode pod) {
    JsonNode status = pod.path("status");
    int containers = pod.path("spec").path("containers").size();
    String word = first(status.path("reason").asText(), status.path("phase").asText(), "Pending");
    String init = initWord(pod);
    int restarts = restarts(status.path("initContainerStatuses"));
    int ready = 0;
    if (init.isEmpty()) {
      restarts = restarts(status.path("containerStatuses"));
      word = words(status.path("containerStatuses"), word);
      ready = ready(status.path("containerStatuses"));
    } else {
      word = init;
    }
    if (!pod.path("metadata").path("deletionTimestamp").asText().isEmpty()) {
      word = "Terminating";
    }
    return new PodStatus(word, ready, containers, restarts);
  }

  private static String initWord(JsonNode pod) {
    int total = pod.path("spec").path("initContainers").size();
    int index = 0;
    for (JsonNode container : pod.path("status").path("initContainerStatuses")) {
      JsonNode state = container.path("state");
      JsonNode ended = state.path("terminated");
      if (ended.isMissingNode() || ended.path("exitCode").asInt() != 0) {
        String waiting = state.path("waiting").path("reason").asText();
        if (!ended.isMissingNode()) {
          return "Init:" + endedWord(ended);
        }
        return waiting.isEmpty() || waiting.equals("PodInitializing")
            ? "Init:" + index + "/" + total
            : "Init:" + waiting;
      }
      index++;
    }
    return "";
  }

  private static String words(JsonNode statuses, String phase) {
    String word = phase;
    boolean running = false;
    for (int i = statuses.size() - 1; i >= 0; i--) {
      JsonNode state = statuses.get(i).path("state");
      String waiting = state.path("waiting").path("reason").asText();
      if (!waiting.isEmpty()) {
        word = waiting;
      } else if (state.has("terminated")) {
        word = endedWord(state.path("terminated"));
      } else if (state.has("running") && statuses.get(i).path("ready").asBoolean()) {
        running = true;
      }
    }
    return word.equals("Completed") && running ? "Running" : word;
  }

  private static String endedWord(JsonNode ended) {
    String reason = ended.path("reason").asText();
    if (!reason.isEmpty()) {
      return reason;
    }
    int signal = ended.path("signal").asInt();
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + ended.path("exitCode").asInt();
  }

  private static int ready(JsonNode statuses) {
    int ready = 0;
    for (JsonNode status : statuses) {
      if (status.path("ready").asBoolean() && status.path("state").has("running")) {
        ready++;
      }
    }
    return ready;
  }

  private static int restarts(JsonNode statuses) {
    int restarts = 0;
    for (JsonNode status : statuses) {
      restarts += status.path("restartCount").asInt();
    }
    return restarts;
  }

  private static String first(String... words) {
    for (String word : words) {
      if (!word.isEmpty()) {
        return word;
      }
    }
    return "";
  }
}
