package io.carob.assembly.launch;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A second thread for the start: what it does, the first need not do or wait for until then. */
final class Ahead implements AutoCloseable {

  private final ExecutorService thread = Executors.newSingleThreadExecutor(Ahead::thread);

  /** What will be there. */
  record Coming<T>(Future<T> future) {

    /** Waits for it; fails as its making did. */
    T await() throws IOException, InterruptedException {
      try {
        return future.get();
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IOException failure) {
          throw failure;
        }
        if (cause instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(cause);
      }
    }
  }

  /** Begins to make something. */
  <T> Coming<T> make(Callable<T> work) {
    return new Coming<>(thread.submit(work));
  }

  /** Begins something that nobody waits for. */
  void begin(Runnable work) {
    thread.execute(work);
  }

  /** The thread ends when it has done what was begun. */
  @Override
  public void close() {
    thread.shutdown();
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(null, work, "carob-ahead", 0, false);
    thread.setDaemon(true);
    return thread;
  }
}
