package io.carob.api.driver;

import static io.carob.api.driver.Waits.awaitLatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A call that is with its driver until it is let go. */
final class HeldCall {

  private final CountDownLatch inside = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final CompletableFuture<String> answer;

  private HeldCall(DriverTable<String> table, String name, String subject) {
    answer =
        CompletableFuture.supplyAsync(
            () ->
                table.<String>call(
                    name,
                    subject,
                    driver -> {
                      inside.countDown();
                      awaitLatch(leave);
                      return driver;
                    }));
  }

  /** Begins one; it is with the driver when this returns. */
  static HeldCall of(DriverTable<String> table, String name, String subject) {
    HeldCall call = new HeldCall(table, name, subject);
    awaitLatch(call.inside);
    return call;
  }

  boolean isDone() {
    return answer.isDone();
  }

  void letGo() {
    leave.countDown();
  }

  /** The driver that it was with; waits for the end. */
  String answer() {
    return answer.join();
  }
}
