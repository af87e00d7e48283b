package io.carob.engine.pod;

import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import org.jspecify.annotations.Nullable;

/** The events of one pod. */
record PodEvents(Events events, ResourceKey pod) {

  void normal(String reason, String message) {
    events.record("Normal", reason, pod, message);
  }

  void warning(String reason, @Nullable String message) {
    events.record("Warning", reason, pod, String.valueOf(message));
  }
}
