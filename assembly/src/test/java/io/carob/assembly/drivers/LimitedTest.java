package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitedTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  private static Limited.Terms terms(Duration limit, boolean untilTheEnd) {
    return new Limited.Terms("its start", limit, "Mend it", untilTheEnd);
  }

  private static boolean untilInterrupted() {
    try {
      new CountDownLatch(1).await();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // as good manners are
      return true;
    }
  }

  @Test
  void whatComesAfterTheHangingIsNotInterrupted() throws Exception {
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    assertThatThrownBy(
            () ->
                Limited.run(
                    "io.acme",
                    terms(Duration.ofMillis(50), true),
                    type -> false,
                    givenUp -> untilInterrupted(),
                    () -> late.complete(Thread.currentThread().isInterrupted())))
        .isInstanceOfSatisfying(Refusal.class, e -> assertThat(e.isHanging()).isTrue())
        .hasMessageContaining("its start has not ended");
    assertThat(late.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void oneWhoIsInterruptedWaitsOn() throws Exception {
    Thread caller = Thread.currentThread();
    boolean through =
        Limited.run(
            "io.acme",
            terms(LONG, true),
            type -> false,
            givenUp -> {
              caller.interrupt();
              return !Thread.currentThread().isInterrupted();
            },
            () -> {});
    assertThat(through).isTrue();
    assertThat(Thread.interrupted()).as("known to the caller").isTrue();
  }

  @Test
  void orHandsItOn() {
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                Limited.run(
                    "io.acme",
                    terms(LONG, false),
                    type -> false,
                    givenUp -> {
                      caller.interrupt();
                      return untilInterrupted();
                    },
                    () -> {}))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("the service stops");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aFailureIsSaidOfWhatFailed() {
    assertThatThrownBy(
            () ->
                Limited.run(
                    "io.acme",
                    terms(LONG, true),
                    type -> false,
                    givenUp -> {
                      throw new IllegalStateException("broken");
                    },
                    () -> {}))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("its start failed: ")
        .hasMessageContaining("broken");
  }
}
