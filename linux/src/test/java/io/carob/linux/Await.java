package io.carob.linux;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for a fact outside this process; the bound only keeps a failure from hanging. */
public final class Await {

  private Await() {}

  public static void until(Callable<Boolean> fact) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!fact.call()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("did not come true within a minute");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
