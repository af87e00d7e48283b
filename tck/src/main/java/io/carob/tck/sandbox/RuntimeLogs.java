package io.carob.tck.sandbox;

import io.carob.api.sandbox.ContainerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** A container's log, which is in the CRI's format: time, stream, whether the line ends, text. */
final class RuntimeLogs {

  private RuntimeLogs() {}

  /** Its lines without their times; none when there is no log yet. */
  static List<String> lines(ContainerSpec spec) throws IOException {
    if (!Files.exists(spec.logPath())) {
      return List.of();
    }
    return Files.readAllLines(spec.logPath()).stream()
        .map(line -> line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT\\S+ ", ""))
        .toList();
  }
}
