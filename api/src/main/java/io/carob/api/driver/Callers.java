package io.carob.api.driver;

import io.carob.api.CarobException;
import io.carob.api.Subscription;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads whose clients need not wait as long as the threads themselves must. A call of a driver
 * runs on its caller's thread, and one that hears no interrupt keeps that thread; whoever answers
 * for the thread hears of it here, and can answer before the call ends.
 */
public final class Callers {

  private static final Map<Thread, Consumer<? super CarobException>> HEARING =
      new ConcurrentHashMap<>();

  private Callers() {}

  /**
   * From now on, until it is closed by the same thread, hears when a method of a driver that this
   * thread is in goes on beyond its limit. An earlier one hears again when this is closed.
   *
   * @param late given an error of the code {@code UNAVAILABLE} that names the driver and the
   *     method; called by another thread, which it must not keep. The method may have ended when it
   *     is called
   */
  public static Subscription hear(Consumer<? super CarobException> late) {
    Thread self = Thread.currentThread();
    Consumer<? super CarobException> before = HEARING.put(self, late);
    return () -> {
      if (before == null) {
        HEARING.remove(self);
      } else {
        HEARING.put(self, before);
      }
    };
  }

  /** Who answers for a thread, as long as that is in the method that is asked about. */
  static @Nullable Consumer<? super CarobException> of(Thread thread) {
    return HEARING.get(thread);
  }
}
