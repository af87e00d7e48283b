package io.carob.tck.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Work on several things, begun for all of them at the same moment. */
final class AtOnce {

  private AtOnce() {}

  /** The answers, in the order of the things. */
  static <S, T> List<T> on(List<S> things, Function<S, T> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(things.size());
    CyclicBarrier start = new CyclicBarrier(things.size());
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (S thing : things) {
        calls.add(
            () -> {
              start.await(NodeBench.PATIENCE_SECONDS, TimeUnit.SECONDS);
              return work.apply(thing);
            });
      }
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }
}
