package io.carob.assembly.conf;

import io.carob.api.pod.ResourceKey;
import io.carob.assembly.event.NodeEvents;
import java.nio.file.Path;

/** Tells of configuration among the node's events. */
final class ConfEvents {

  private static final String KIND = "Configuration";

  private final NodeEvents events;

  ConfEvents(NodeEvents events) {
    this.events = events;
  }

  void changed(Path file, String message) {
    record("Normal", "ConfigurationChanged", file, message);
  }

  void refused(Path file, String reason) {
    record("Warning", "ConfigurationRefused", file, reason);
  }

  private void record(String type, String reason, Path file, String message) {
    events.record(
        type, reason, new ResourceKey(KIND, "", String.valueOf(file.getFileName())), message);
  }
}
