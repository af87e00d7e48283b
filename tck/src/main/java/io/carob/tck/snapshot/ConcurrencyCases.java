package io.carob.tck.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** S7: calls for different places run at the same time. */
final class ConcurrencyCases {

  private static final int THREADS = 8;

  private ConcurrencyCases() {}

  static void placesOfOneParentAtTheSameTime(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    List<Snapshot> actives = atOnce(n -> bench.active(chain));
    for (int n = 0; n < THREADS; n++) {
      String text = "m" + n;
      actives.get(n).shown(root -> Edits.mark(root, text));
    }
    for (int n = 0; n < THREADS; n++) {
      String text = "m" + n;
      Oracle.of(bench, Trees.everyKind())
          .edit(root -> Edits.mark(root, text))
          .matches(actives.get(n));
    }
  }

  static void layersAtTheSameTime(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    List<Chain> layered = atOnce(n -> bench.layer(chain, mark(n)));
    for (int n = 0; n < THREADS; n++) {
      Oracle.of(bench, Trees.everyKind(), mark(n)).matches(bench.active(layered.get(n)));
    }
  }

  private static Changeset mark(int n) {
    return new Changeset().file("etc/passwd", "by " + n).file("mark-" + n, "n");
  }

  private static <T> List<T> atOnce(Numbered<T> work) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CyclicBarrier start = new CyclicBarrier(THREADS);
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (int n = 0; n < THREADS; n++) {
        int number = n;
        calls.add(
            () -> {
              start.await();
              return work.run(number);
            });
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> future : threads.invokeAll(calls)) {
        answers.add(future.get());
      }
      return answers;
    } catch (ExecutionException e) {
      throw new AssertionError("a concurrent call failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
  }

  @FunctionalInterface
  private interface Numbered<T> {
    T run(int number) throws IOException;
  }
}
