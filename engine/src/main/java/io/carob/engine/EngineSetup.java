package io.carob.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the settings mean; knows no framework. */
final class EngineSetup {

  private EngineSetup() {}

  static EngineConfig config(EngineSettings settings) {
    return new EngineConfig(
        settings.snapshotter(),
        settings.sandbox(),
        settings.runtime(),
        Duration.ofSeconds(settings.driver_wait_seconds()),
        Duration.ofSeconds(settings.driver_call_seconds()),
        Duration.ofSeconds(settings.restart__backoff__seconds()),
        Duration.ofSeconds(settings.restart__backoff__max__seconds()),
        Duration.ofSeconds(settings.restart__reset__seconds()),
        settings.node__name().isEmpty() ? hostName() : settings.node__name());
  }

  private static String hostName() {
    try {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      return name.isEmpty() ? "localhost" : name;
    } catch (IOException e) {
      return "localhost";
    }
  }
}
