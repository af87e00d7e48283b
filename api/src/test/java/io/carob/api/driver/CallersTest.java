package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitDespiteInterrupts;
import static io.carob.api.driver.Waits.awaitLatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that drivers keep beyond the limit, and who answers for them. */
@Timeout(60)
class CallersTest {

  private final DriverTable<String> drivers =
      new DriverTable<>("volume", Duration.ZERO, Duration.ofSeconds(50), Duration.ofMillis(50));

  @Test
  void whoAnswersForAThreadHearsThatItIsKeptBeyondTheLimit() throws InterruptedException {
    drivers.add(info("a"), "one");
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<CarobException> told = new CompletableFuture<>();
    Thread kept =
        new Thread(
            () -> {
              try (Subscription unused = Callers.hear(told::complete)) {
                drivers.run("a", "/place", d -> awaitDespiteInterrupts(end));
              }
            });
    kept.start();
    CarobException late = told.join();
    assertThat(kept.isAlive()).isTrue();
    assertThat(late.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(late).hasMessageContaining("\"a\" 1.0.0").hasMessageContaining("/place");
    end.countDown();
    kept.join();
  }

  @Test
  void aDriverThatKeepsManyThreadsIsGivenNoFurtherCallsUntilTheyEnd() throws InterruptedException {
    drivers.add(info("a"), "one");
    drivers.add(info("b"), "other");
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(DriverTable.MOST_LATE);
    List<Thread> kept = new ArrayList<>();
    for (int i = 0; i < DriverTable.MOST_LATE; i++) {
      String place = "/place/" + i;
      Thread thread =
          new Thread(
              () -> {
                try (Subscription unused = Callers.hear(e -> late.countDown())) {
                  drivers.run("a", place, d -> awaitDespiteInterrupts(end));
                }
              });
      thread.start();
      kept.add(thread);
    }
    awaitLatch(late);
    CarobException refused =
        catchThrowableOfType(
            CarobException.class, () -> drivers.<String>call("a", "/another", d -> d));
    assertThat(refused.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(refused).hasMessageContaining("\"a\" 1.0.0 is given no further calls");
    assertThat(drivers.<String>call("b", "/another", d -> d)).isEqualTo("other");
    end.countDown();
    for (Thread thread : kept) {
      thread.join();
    }
    assertThat(drivers.<String>call("a", "/another", d -> d)).isEqualTo("one");
  }

  private static DriverInfo info(String name) {
    return new DriverInfo("volume", name, "1.0.0", List.of());
  }
}
