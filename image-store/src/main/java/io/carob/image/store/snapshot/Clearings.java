package io.carob.image.store.snapshot;

import io.carob.api.driver.DriverListener;
import io.carob.api.driver.DriverStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears the places that waited for a driver when it serves, by a thread of its own: one that
 * blocks keeps no other driver's places, and nothing that is deleted without a driver.
 */
final class Clearings implements DriverListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Clearings.class);

  private final Garbage garbage;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "carob-clear");
            thread.setDaemon(true);
            return thread;
          });

  Clearings(Garbage garbage) {
    this.garbage = garbage;
  }

  @Override
  public void changed(Change change, DriverStatus status) {
    String driver = status.info().name();
    boolean serves = change == Change.CAME || change == Change.REPLACED;
    if (serves && garbage.isWaitingFor(driver)) {
      begin(driver);
    }
  }

  private void begin(String driver) {
    long number = numbers.incrementAndGet();
    running.put(number, new CompletableFuture<>());
    try {
      threads.execute(() -> run(driver, number));
    } catch (RejectedExecutionException e) {
      ended(number);
      LOG.debug("the next start clears what waits for {}", driver, e);
    }
  }

  private void run(String driver, long number) {
    try {
      garbage.clear(driver);
    } catch (RuntimeException e) {
      LOG.warn("clearing what waits for {} failed; the next start tries again", driver, e);
    } finally {
      ended(number);
    }
  }

  private void ended(long number) {
    CompletableFuture<Void> clearing = running.remove(number);
    if (clearing != null) {
      clearing.complete(null);
    }
  }

  /** Waits until what was begun so far has ended. */
  void await() {
    CompletableFuture.allOf(running.values().toArray(CompletableFuture[]::new)).join();
  }

  /** Interrupts what runs; the next start clears the rest. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("a driver does not end clearing a place; the next start tries again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
