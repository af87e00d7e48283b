package io.carob.sandbox.tck;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** What drivers of both kinds do wrong in the same way. */
final class SharedMistakes {

  private SharedMistakes() {}

  /** Starts a process of its own first, and forgets it when the work fails. */
  static <T> T leavesProcess(Supplier<T> work) {
    Process own = start();
    T made = work.get();
    own.destroyForcibly().onExit().join();
    return made;
  }

  private static Process start() {
    try {
      return new ProcessBuilder("sleep", "1000").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses the work while other work is under way. */
  static <T> T oneAtATime(Semaphore free, Supplier<T> work) {
    if (!free.tryAcquire()) {
      throw new CarobException(ErrorCode.UNAVAILABLE, "busy");
    }
    try {
      return work.get();
    } finally {
      free.release();
    }
  }
}
