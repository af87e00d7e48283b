package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.embed.Carob;
import io.carob.api.pod.Event;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.PodInfo.ContainerInfo;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ContainerStatus;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A pod in words: for the message when it does not get ready, and for the report of a failure. */
final class PodWords {

  private static final int LINES = 100;

  private PodWords() {}

  /** What it does, in one line. */
  static String state(Optional<PodInfo> pod) {
    return pod.map(
            info ->
                info.phase()
                    + "; "
                    + info.containers().stream()
                        .map(PodWords::state)
                        .collect(Collectors.joining("; ")))
        .orElse("it has not begun");
  }

  private static String state(ContainerInfo container) {
    StringBuilder text = new StringBuilder(container.init() ? "init container " : "container ");
    text.append(container.name()).append(' ');
    if (container.waiting().isEmpty()) {
      text.append(container.status().map(PodWords::state).orElse("is not made yet"));
    } else {
      text.append("waits, ").append(container.waiting());
    }
    if (!container.message().isEmpty()) {
      text.append(": ").append(container.message());
    }
    if (container.restarts() > 0) {
      text.append(", restarted ").append(container.restarts()).append(" times");
    }
    return text.toString();
  }

  private static String state(ContainerStatus status) {
    return status
        .exit()
        .map(exit -> "ended with " + exit.code() + (exit.oomKilled() ? ", out of memory" : ""))
        .orElseGet(() -> "is " + status.state().name().toLowerCase(Locale.ROOT));
  }

  /**
   * All that helps to see why a test failed.
   *
   * @param subjects what the pod's manifest brought
   */
  static String report(Carob carob, ResourceKey pod, Set<ResourceKey> subjects) {
    Optional<PodInfo> info = carob.pods().find(pod.namespace(), pod.name());
    StringBuilder text = new StringBuilder("--- ").append(pod).append(": ").append(state(info));
    text.append("\n--- events\n");
    carob.events().list().stream()
        .filter(event -> subjects.contains(event.subject()))
        .forEach(event -> text.append(line(event)).append('\n'));
    for (ContainerInfo container : info.map(PodInfo::containers).orElse(List.of())) {
      text.append("--- log of ").append(container.name()).append('\n');
      text.append(log(carob, pod, container.name()));
    }
    return text.append("---\n").toString();
  }

  private static String line(Event event) {
    return "%s %s %s %s%s: %s"
        .formatted(
            event.time(),
            event.type(),
            event.subject(),
            event.reason(),
            event.count() > 1 ? " x" + event.count() : "",
            event.message());
  }

  /** The end of a log; when it cannot be had, why: the rest of the report is told nevertheless. */
  private static String log(Carob carob, ResourceKey pod, String container) {
    try {
      String log = PodLogs.tail(carob, pod, container, LINES);
      return log.isEmpty() || log.endsWith("\n") ? log : log + "\n";
    } catch (CarobException | UncheckedIOException e) {
      return "(" + e.getMessage() + ")\n";
    }
  }
}
