package io.carob.api.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class LogRequestTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void withoutMoreItAsksForAllOfThePresentRun() {
    assertThat(LogRequest.of("default", "web").build())
        .isEqualTo(
            new LogRequest(
                "default",
                "web",
                Optional.empty(),
                false,
                OptionalInt.empty(),
                Optional.empty(),
                false,
                false));
  }

  @Test
  void whatIsAskedForIsInTheRequest() {
    LogRequest request =
        LogRequest.of("default", "web")
            .container("main")
            .follow()
            .tail(3)
            .since(TIME)
            .previous()
            .timestamps()
            .output(LogRequest.Output.STDERR)
            .build();
    assertThat(request)
        .isEqualTo(
            new LogRequest(
                "default",
                "web",
                Optional.of("main"),
                true,
                OptionalInt.of(3),
                Optional.of(TIME),
                true,
                true,
                LogRequest.Output.STDERR));
  }
}
