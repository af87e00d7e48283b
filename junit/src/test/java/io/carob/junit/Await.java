package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what nothing tells of. */
final class Await {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Await() {}

  static void until(String what, BooleanSupplier fact) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!fact.getAsBoolean()) {
      assertThat(Instant.now()).as("waited in vain until " + what).isBefore(deadline);
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
