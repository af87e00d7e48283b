package io.carob.tck.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the files of a volume over and over, forwards and backwards, on a thread of its own. With
 * atomic updates no file is ever older than one read before it.
 */
final class SteadyReader implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  private final Path folder;
  private final AtomicInteger newest = new AtomicInteger(-1);
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean stop;

  SteadyReader(Path folder) {
    this.folder = folder;
    Thread thread = new Thread(this::run, "tck-reader");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until a whole round has shown this generation, or the reader has failed. */
  void awaitGeneration(int generation) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (newest.get() < generation && !done.isDone()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("readers were not shown generation " + generation);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Ends the reading. What the reader saw wrong is thrown here, once. */
  void finish() throws Exception {
    stop = true;
    done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    stop = true;
    done.exceptionally(e -> null).join();
  }

  private void run() {
    try {
      List<String> order = new ArrayList<>(Content.KEYS);
      int seen = 0;
      while (!stop) {
        seen = round(order, seen);
        newest.set(seen);
        Collections.reverse(order);
      }
      done.complete(null);
    } catch (IOException | RuntimeException e) {
      done.completeExceptionally(e);
    }
  }

  private int round(List<String> order, int before) throws IOException {
    int seen = before;
    for (String key : order) {
      int generation = Content.generationOf(folder.resolve(key));
      if (generation < seen) {
        throw new IllegalStateException(
            "%s shows generation %d after another file showed %d".formatted(key, generation, seen));
      }
      seen = generation;
    }
    return seen;
  }
}
