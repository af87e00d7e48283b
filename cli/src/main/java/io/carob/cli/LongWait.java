package io.carob.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells whoever waits long what is waited for, once. */
final class LongWait implements AutoCloseable {

  private static final Duration LONG = Duration.ofSeconds(10);

  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Something that is waited for until this is closed.
   *
   * @param waiting the line for people
   */
  LongWait(String waiting, Terminal terminal) {
    this(waiting, terminal, LONG);
  }

  LongWait(String waiting, Terminal terminal, Duration patience) {
    Thread thread = new Thread(() -> tellAfter(patience, waiting, terminal), "carob-waits");
    thread.setDaemon(true);
    thread.start();
  }

  private void tellAfter(Duration patience, String waiting, Terminal terminal) {
    try {
      if (!ended.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        terminal.err().println(waiting);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; all ends
    }
  }

  @Override
  public void close() {
    ended.countDown();
  }
}
