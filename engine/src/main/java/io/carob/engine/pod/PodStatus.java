package io.carob.engine.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.engine.pod.ContainerState.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The status of a pod as Kubernetes shows it. Pure. */
final class PodStatus {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private PodStatus() {}

  static String phase(PodState state) {
    if (!state.outcome().isEmpty()) {
      return state.outcome();
    }
    boolean initDone =
        state.containers().stream().filter(ContainerState::init).allMatch(PodStatus::succeeded);
    boolean begun =
        state.containers().stream()
            .filter(c -> !c.init())
            .allMatch(c -> c.phase() == Phase.RUNNING || c.ended() != null || c.last() != null);
    return initDone && begun ? "Running" : "Pending";
  }

  static boolean ready(PodState state) {
    return state.outcome().isEmpty()
        && state.containers().stream()
            .filter(c -> !c.init())
            .allMatch(c -> c.phase() == Phase.RUNNING);
  }

  static ObjectNode of(PodView pod, @Nullable PodState state, String hostAddress) {
    ObjectNode out = JSON.objectNode();
    if (state == null) {
      return out.put("phase", "Pending");
    }
    out.put("phase", phase(state));
    if (!state.message().isEmpty()) {
      out.put("message", state.message());
    }
    out.put("hostIP", hostAddress);
    List<String> addresses =
        pod.hostNetwork() && state.addresses().isEmpty() ? List.of(hostAddress) : state.addresses();
    if (!addresses.isEmpty()) {
      out.put("podIP", addresses.get(0));
      ArrayNode all = out.putArray("podIPs");
      addresses.forEach(address -> all.addObject().put("ip", address));
    }
    out.put("startTime", time(state.begun()));
    out.put("qosClass", "BestEffort");
    conditions(out.putArray("conditions"), state);
    ArrayNode init = JSON.arrayNode();
    ArrayNode main = JSON.arrayNode();
    for (ContainerState c : state.containers()) {
      (c.init() ? init : main).add(container(pod, c));
    }
    if (!init.isEmpty()) {
      out.set("initContainerStatuses", init);
    }
    out.set("containerStatuses", main);
    return out;
  }

  private static void conditions(ArrayNode out, PodState state) {
    boolean initDone =
        state.containers().stream().filter(ContainerState::init).allMatch(PodStatus::succeeded);
    Instant changed =
        state.containers().stream()
            .map(PodStatus::lastChange)
            .reduce(state.begun(), (a, b) -> a.isAfter(b) ? a : b);
    boolean sandbox = state.sandboxThere().isPresent();
    condition(out, "PodReadyToStartContainers", sandbox, state.begun(), "");
    condition(out, "Initialized", initDone, changed, "ContainersNotInitialized");
    String why = state.outcome().equals("Succeeded") ? "PodCompleted" : "ContainersNotReady";
    condition(out, "Ready", ready(state), changed, why);
    condition(out, "ContainersReady", ready(state), changed, why);
    condition(out, "PodScheduled", true, state.begun(), "");
  }

  private static void condition(
      ArrayNode out, String type, boolean is, Instant since, String reason) {
    ObjectNode node = out.addObject().put("type", type).put("status", is ? "True" : "False");
    node.put("lastTransitionTime", time(since));
    if (!is && !reason.isEmpty()) {
      node.put("reason", reason);
    }
  }

  private static Instant lastChange(ContainerState c) {
    Running running = c.running();
    Ended ended = c.ended();
    return running != null ? running.started() : ended != null ? ended.finished() : Instant.EPOCH;
  }

  private static ObjectNode container(PodView pod, ContainerState c) {
    ObjectNode out = JSON.objectNode();
    Made made = c.made();
    boolean running = c.phase() == Phase.RUNNING;
    out.put("name", c.name());
    out.set("state", state(c));
    Ended last = c.ended() != null && !c.waiting().isEmpty() ? c.ended() : c.last();
    ObjectNode lastState = out.putObject("lastState");
    if (last != null) {
      lastState.set("terminated", terminated(last));
    }
    out.put("ready", c.init() ? succeeded(c) : running);
    out.put("started", running);
    out.put("restartCount", c.restarts());
    out.put("image", pod.container(c.name()).getImage());
    out.put("imageID", made == null ? "" : made.imageId());
    if (made != null) {
      out.put("containerID", "carob://" + made.id());
    }
    return out;
  }

  private static ObjectNode state(ContainerState c) {
    ObjectNode out = JSON.objectNode();
    Running running = c.running();
    Ended ended = c.ended();
    if (c.phase() == Phase.RUNNING && running != null) {
      out.putObject("running").put("startedAt", time(running.started()));
    } else if (c.phase() == Phase.ENDED && ended != null && c.waiting().isEmpty()) {
      out.set("terminated", terminated(ended));
    } else {
      ObjectNode waiting = out.putObject("waiting");
      waiting.put("reason", c.waiting().isEmpty() ? "ContainerCreating" : c.waiting());
      if (!c.message().isEmpty()) {
        waiting.put("message", c.message());
      }
    }
    return out;
  }

  private static ObjectNode terminated(Ended ended) {
    ObjectNode out = JSON.objectNode();
    out.put("exitCode", ended.code());
    if (ended.code() > 128 && ended.code() < 128 + 65) {
      out.put("signal", ended.code() - 128);
    }
    out.put("reason", ended.reason());
    if (!ended.message().isEmpty()) {
      out.put("message", ended.message());
    }
    out.put("startedAt", time(ended.started()));
    out.put("finishedAt", time(ended.finished()));
    if (!ended.containerId().isEmpty()) {
      out.put("containerID", "carob://" + ended.containerId());
    }
    return out;
  }

  private static boolean succeeded(ContainerState c) {
    Ended ended = c.ended();
    return c.phase() == Phase.ENDED && ended != null && ended.code() == 0;
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
