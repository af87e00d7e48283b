package io.carob.benchmarks.swap;

import io.carob.benchmarks.Result;
import io.carob.benchmarks.Results;
import io.carob.benchmarks.Series;
import io.carob.benchmarks.Target;
import io.carob.benchmarks.swap.Times.Kind;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The rows of {@code ./carob bench swap}. */
final class SwapRows {

  private static final double PAUSE_MILLIS = 250;
  private static final double CALL_NANOS = 1000;
  private static final int MANY = 16;
  private static final double P99 = 0.99;

  /** Requests to the service that one step answers; a start or a deletion is many steps. */
  private static final List<Kind> REQUESTS = List.of(Kind.APPLY, Kind.EXEC, Kind.LOGS);

  private final Results results;

  SwapRows(Results results) {
    this.results = results;
  }

  void calls() {
    for (int threads : new int[] {1, MANY}) {
      String name = "look-up per call, " + threads + (threads == 1 ? " thread" : " threads");
      List<CallCost.Nanos> nanos = CallCost.nanos(threads);
      results.add(
          Result.alone(
              name,
              "ns",
              Series.of(nanos.stream().map(CallCost.Nanos::processor).toList()),
              Target.below(CALL_NANOS, "ns")));
      results.add(
          Result.alone(
              name + ", by the clock",
              "ns",
              Series.of(nanos.stream().map(CallCost.Nanos::clock).toList()),
              Target.below(CALL_NANOS, "ns")));
    }
  }

  void firstPod(FirstPod.Seconds seconds) {
    results.add(
        Result.alone(
            "jar copied to driver serves", "s", Series.of(seconds.served()), Target.none()));
    results.add(
        Result.alone(
            "jar copied to first pod on it", "s", Series.of(seconds.ready()), Target.none()));
  }

  void load(SwapResult run) {
    String clients = ", " + run.options().clients() + " clients";
    waits(run, clients);
    double[] with = run.millis(true, REQUESTS);
    double[] without = run.millis(false, REQUESTS);
    two("request, p99" + clients, P99, with, without, Target.below(PAUSE_MILLIS, "ms"));
    two("request, longest" + clients, 1, with, without, Target.none());
    two("request, median" + clients, 0.5, with, without, Target.none());
    results.add(
        Result.alone(
            "what swaps add to the p99 of requests" + clients,
            "ms",
            one(Math.max(0, Times.percentile(with, P99) - Times.percentile(without, P99))),
            Target.below(PAUSE_MILLIS, "ms")));
    for (Kind kind : Kind.values()) {
      kind(run, kind.name().toLowerCase(Locale.ROOT) + ", p99", kind);
    }
    double swapping = run.swaps().stream().mapToDouble(Swaps.Swap::millis).sum();
    results.add(
        Result.alone(
            "swaps a minute" + clients,
            "1/min",
            one(run.swaps().size() / swapping * 60_000),
            Target.none()));
    memory(run);
  }

  /** The pause that a swap is to a request: it waits for a driver, and goes on. */
  private void waits(SwapResult run, String clients) {
    DriverWaits with = run.waited().with();
    DriverWaits without = run.waited().without();
    long requests = run.millis(true, List.of(Kind.values())).length;
    long others = run.millis(false, List.of(Kind.values())).length;
    results.add(
        Result.of(
            "pause: wait for a driver, p99 of requests" + clients,
            "ms",
            one(with.percentile(P99, requests)),
            one(without.percentile(P99, others)),
            Target.below(PAUSE_MILLIS, "ms")));
    results.add(
        Result.of(
            "pause: wait for a driver, p99 of those that waited" + clients,
            "ms",
            one(with.percentile(P99, 0)),
            one(without.percentile(P99, 0)),
            Target.below(PAUSE_MILLIS, "ms")));
    results.add(
        Result.of(
            "pause: wait for a driver, longest" + clients,
            "ms",
            one(with.longest()),
            one(without.longest()),
            Target.none()));
    results.add(
        Result.of(
            "waits for a driver" + clients,
            "",
            one((double) with.number()),
            one((double) without.number()),
            Target.none()));
  }

  private void kind(SwapResult run, String name, Kind kind) {
    two(
        name,
        P99,
        run.millis(true, List.of(kind)),
        run.millis(false, List.of(kind)),
        Target.none());
  }

  /** The other side is the same service before the first swap. */
  private void two(String name, double share, double[] with, double[] without, Target target) {
    results.add(
        Result.of(
            name,
            "ms",
            one(Times.percentile(with, share)),
            one(Times.percentile(without, share)),
            target));
  }

  private void memory(SwapResult run) {
    for (SwapRun.Look look : run.looks()) {
      if (look.swaps() == 0
          || look.swaps() == SwapRun.ROUND
          || look.swaps() == run.options().swaps()) {
        megabytes(look, "heap after a collection", Memory::heap);
        megabytes(look, "metaspace", Memory::metaspace);
        megabytes(look, "RSS", Memory::rss);
      }
    }
    growth(run, "heap", Memory::heap, SwapResult.HEAP_BOUND_MIB);
    growth(run, "metaspace", Memory::metaspace, SwapResult.METASPACE_BOUND_MIB);
  }

  private void megabytes(SwapRun.Look look, String name, ToDoubleFunction<Memory> figure) {
    results.add(
        Result.alone(
            name + ", " + look.swaps() + " swaps",
            "MiB",
            one(figure.applyAsDouble(look.memory()) / SwapResult.MIB),
            Target.none()));
  }

  private void growth(SwapResult run, String name, ToDoubleFunction<Memory> figure, double bound) {
    run.growth(figure)
        .ifPresent(
            by ->
                results.add(
                    Result.alone(
                        "growth of the " + name + " over the second half",
                        "MiB",
                        one(by),
                        Target.below(bound, "MiB"))));
  }

  private static Series one(double value) {
    return Series.of(List.of(value));
  }
}
