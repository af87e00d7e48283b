package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

/** Whoever has a bundle replaced does not wait for what does not end. */
class DeparturesTest {

  private static final Bundle OLD =
      (Bundle)
          Proxy.newProxyInstance(
              Bundle.class.getClassLoader(),
              new Class<?>[] {Bundle.class},
              (proxy, method, arguments) ->
                  method.getName().equals("getVersion") ? new Version("1.0.0") : "io.acme.old");

  private final AtomicLong now = new AtomicLong();

  @Test
  void whatDoesNotStopIsToldAfterAWhileUntilItDoes() throws Exception {
    Departures departures = new Departures(Duration.ZERO, now::get);
    CountDownLatch end = new CountDownLatch(1);
    CompletableFuture<Thread> leaving = new CompletableFuture<>();
    departures.begin(
        OLD,
        () -> {
          leaving.complete(Thread.currentThread());
          await(end);
        });
    assertThat(departures.troubles()).as("its calls may go on for a while").isEmpty();
    now.addAndGet(Duration.ofMinutes(3).toNanos());
    assertThat(departures.troubles())
        .singleElement()
        .asString()
        .contains("io.acme.old 1.0.0", "does not stop");
    end.countDown();
    leaving.get(60, TimeUnit.SECONDS).join();
    assertThat(departures.troubles()).isEmpty();
  }

  @Test
  void whatFailsToStopHasGone() {
    Departures departures = new Departures(Duration.ofMinutes(1), now::get);
    departures.begin(
        OLD,
        () -> {
          throw new Refusal("cannot be uninstalled");
        });
    now.addAndGet(Duration.ofMinutes(3).toNanos());
    assertThat(departures.troubles()).isEmpty();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
