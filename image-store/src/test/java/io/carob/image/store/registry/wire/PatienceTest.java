package io.carob.image.store.registry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void aHostAsksForSecondsOrNamesATime() {
    assertThat(Patience.retryAfter(" 17 ", NOW)).contains(Duration.ofSeconds(17));
    assertThat(Patience.retryAfter("Fri, 02 Jan 2026 03:05:05 GMT", NOW))
        .contains(Duration.ofMinutes(1));
    assertThat(Patience.retryAfter("Fri, 02 Jan 2026 03:00:00 GMT", NOW)).contains(Duration.ZERO);
    assertThat(Patience.retryAfter("99999999999999999999", NOW)).isPresent();
    assertThat(Patience.retryAfter("soon", NOW)).isEmpty();
    assertThat(Patience.retryAfter("-5", NOW)).isEmpty();
  }

  @Test
  void aHostThatAsksForTooMuchIsGivenUp() {
    Patience patience =
        new Patience(3, Duration.ofNanos(10), Duration.ofMillis(1), Duration.ofSeconds(5));
    assertThat(patience.note("a", Duration.ofSeconds(6))).isFalse();
    assertThat(patience.note("a", Duration.ofMillis(20))).isTrue();
    long begin = System.nanoTime();
    patience.await("b");
    patience.await("a");
    assertThat(System.nanoTime() - begin).isGreaterThan(10_000_000);
    assertThat(patience.left(2)).isTrue();
    assertThat(patience.left(3)).isFalse();
    patience.pause(1);
    patience.pause(60);
  }
}
