package io.carob.assembly.drivers;

import io.carob.api.pod.ResourceKey;
import io.carob.assembly.event.NodeEvents;
import java.nio.file.Path;
import java.util.List;

/** Tells of jars among the node's events. */
final class DriverEvents {

  private static final String KIND = "DriverJar";

  private final NodeEvents events;

  DriverEvents(NodeEvents events) {
    this.events = events;
  }

  void runs(Path file, JarCopy jar, List<String> drivers) {
    record(
        "Normal",
        "DriverStarted",
        file,
        jar.name() + " " + jar.version() + " brings " + String.join(", ", drivers));
  }

  void refused(Path file, String reason) {
    record("Warning", "DriverRefused", file, reason);
  }

  /** A bundle has gone, and something of it has not. */
  void left(String bundle, String message) {
    events.record("Warning", "DriverThreads", new ResourceKey("Bundle", "", bundle), message);
  }

  private void record(String type, String reason, Path file, String message) {
    events.record(type, reason, new ResourceKey(KIND, "", file.getFileName().toString()), message);
  }
}
