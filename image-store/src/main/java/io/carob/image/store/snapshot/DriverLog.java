package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverOperations;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * Has what is logged while a driver's method runs carry the driver, as {@code driver}: its type and
 * name. One driver's method may call another driver.
 */
record DriverLog(DriverOperations call) implements DriverOperations {

  private static final String KEY = "driver";

  /** Runs something of a driver that is no call. */
  static <R> R in(DriverInfo driver, Supplier<? extends R> work) {
    String outer = MDC.get(KEY);
    MDC.put(KEY, driver.type() + "/" + driver.name());
    try {
      return work.get();
    } finally {
      if (outer == null) {
        MDC.remove(KEY);
      } else {
        MDC.put(KEY, outer);
      }
    }
  }

  @Override
  public DriverInfo info() {
    return call.info();
  }

  @Override
  public String subject() {
    return call.subject();
  }

  @Override
  public <R> R ask(String operation, Supplier<? extends R> work) {
    return call.<R>ask(operation, () -> in(info(), work));
  }

  @Override
  public void tell(String operation, Runnable work) {
    call.tell(operation, () -> tell(info(), work));
  }

  /** As {@link #in}, for what answers nothing. */
  static void tell(DriverInfo driver, Runnable work) {
    boolean unused =
        in(
            driver,
            () -> {
              work.run();
              return true;
            });
  }

  @Override
  public CarobException broken(String operation, String clause, String why) {
    return call.broken(operation, clause, why);
  }

  @Override
  public <T> T once(Class<T> type, Supplier<? extends T> maker) {
    return call.once(type, maker);
  }

  @Override
  public <T> CompletableFuture<T> whileThere(CompletableFuture<T> future) {
    return call.whileThere(future);
  }

  @Override
  public <T> CompletableFuture<T> hold(
      String operation, CompletableFuture<T> future, Runnable end) {
    return call.hold(operation, future, end);
  }
}
