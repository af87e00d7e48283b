package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
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
  private static final int MEASURED = 50;

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

  /** One thread measures a committed place, call after call; the others prepare on it. */
  static void parentIsMeasuredMeanwhile(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    List<Path> below = chain.places().subList(1, chain.places().size());
    List<Snapshot> made =
        atOnce(
            n -> {
              for (int i = 0; n == 0 && i < MEASURED; i++) {
                assertThat(bench.driver().usage(chain.nearest(), below)).isNotNull();
              }
              return bench.active(chain);
            });
    for (Snapshot active : made) {
      Oracle.of(bench, Trees.everyKind()).matches(active);
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
