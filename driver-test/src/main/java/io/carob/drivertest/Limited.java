package io.carob.drivertest;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Work of strangers, in a time that is limited. */
final class Limited {

  private Limited() {}

  /**
   * Does it in a thread that nobody waits for when it takes longer.
   *
   * @throws IOException when it failed or took too long
   */
  static <T> T call(String what, int seconds, Callable<T> work) throws IOException {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(work.call());
              } catch (Throwable e) { // a stranger's: whatever it is, it is told
                done.completeExceptionally(e);
              }
            },
            what);
    thread.setDaemon(true);
    thread.start();
    try {
      return done.get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(what + " did not end in " + seconds + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(what + " failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
