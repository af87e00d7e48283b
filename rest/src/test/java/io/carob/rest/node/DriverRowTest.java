package io.carob.rest.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverRowTest {

  @Test
  void whatStandsByIsNotUsedAndSaysForWhom() {
    DriverRow serving = row("2.0.0", "serving", "");
    assertThat(row("1.0.0", "standby", "").behind(serving))
        .isEqualTo(
            new DriverRow(
                "snapshotter",
                "overlay",
                "1.0.0",
                "standby",
                Map.of(),
                List.of(),
                "org.example.of-1.0.0",
                Instant.EPOCH,
                0,
                "2.0.0 of org.example.of-2.0.0 serves that name"));
    assertThat(row("1.0.0", "standby", "its check failed").behind(serving).reason())
        .isEqualTo("its check failed");
  }

  private static DriverRow row(String version, String state, String reason) {
    return new DriverRow(
        "snapshotter",
        "overlay",
        version,
        state,
        Map.of("snapshot", 3L),
        List.of(),
        "org.example.of-" + version,
        Instant.EPOCH,
        0,
        reason);
  }
}
