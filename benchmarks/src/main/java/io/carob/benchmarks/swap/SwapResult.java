package io.carob.benchmarks.swap;

import io.carob.benchmarks.swap.SwapRun.Look;
import io.carob.benchmarks.swap.Swaps.Swap;
import io.carob.benchmarks.swap.Times.Kind;
import io.carob.benchmarks.swap.Times.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * What a run gave.
 *
 * @param waited what calls waited for drivers
 * @param errors the service's log lines of level ERROR
 * @param outside what was left on the host when the service had ended
 */
record SwapResult(
    SwapOptions options,
    Times times,
    int pods,
    List<Swap> swaps,
    List<Look> looks,
    Span span,
    Waited waited,
    List<String> errors,
    List<String> outside) {

  static final double MIB = 1024 * 1024;

  /** How much the live heap may grow over the second half of the swaps. */
  static final double HEAP_BOUND_MIB = 2;

  /** The same of the metaspace, into which the compiler's profiles of a young service grow too. */
  static final double METASPACE_BOUND_MIB = 2;

  /** Fewer looks make no line. */
  private static final int LINE = 4;

  /** When the clients started, when swapping started, when it ended. */
  record Span(long start, long swapping, long end) {
    double swapSeconds() {
      return (end - swapping) / 1e9;
    }
  }

  /** What calls waited for drivers from the first swap on, and before, under the same load. */
  record Waited(DriverWaits with, DriverWaits without) {}

  SwapResult {
    swaps = List.copyOf(swaps);
    looks = List.copyOf(looks);
  }

  /**
   * Milliseconds of requests of these kinds that met a swap, or that were over before the first.
   */
  double[] millis(boolean swapping, List<Kind> kinds) {
    return times.millis(
        r -> kinds.contains(r.kind()) && (swapping ? meetsSwap(r) : r.end() < span.swapping()));
  }

  private boolean meetsSwap(Request request) {
    return swaps.stream().anyMatch(s -> request.overlaps(s.begin(), s.end()));
  }

  Memory lastMemory() {
    return looks.get(looks.size() - 1).memory();
  }

  /**
   * How many MiB a figure grows over the second half of the swaps, by the line through it; empty
   * when there were too few looks for one.
   */
  OptionalDouble growth(ToDoubleFunction<Memory> figure) {
    List<Look> half = looks.subList(looks.size() / 2, looks.size());
    if (half.size() < LINE) {
      return OptionalDouble.empty();
    }
    double x = half.stream().mapToDouble(Look::swaps).average().orElse(0);
    double y = half.stream().mapToDouble(l -> figure.applyAsDouble(l.memory())).average().orElse(0);
    double above = 0;
    double below = 0;
    for (Look look : half) {
      above += (look.swaps() - x) * (figure.applyAsDouble(look.memory()) - y);
      below += (look.swaps() - x) * (look.swaps() - x);
    }
    return OptionalDouble.of(above / below * options.swaps() / 2 / MIB);
  }

  /** All that is not as it should be; empty when all is well. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    times.failures().forEach(f -> faults.add("failed: " + f));
    if (pods == 0) {
      faults.add("no pod was made");
    }
    for (Look look : looks) {
      look.left().forEach(l -> faults.add("left after " + look.swaps() + " swaps: " + l));
      look.memory()
          .old()
          .forEach(
              (name, count) ->
                  faults.add(count + " versions of " + name + " after " + look.swaps() + " swaps"));
      int first = looks.get(0).memory().loaders();
      if (look.memory().loaders() > first) {
        faults.add(
            look.memory().loaders()
                + " class loaders of bundles after "
                + look.swaps()
                + " swaps, "
                + first
                + " before");
      }
    }
    growth(Memory::heap).ifPresent(by -> grown(faults, "heap", by, HEAP_BOUND_MIB));
    growth(Memory::metaspace).ifPresent(by -> grown(faults, "metaspace", by, METASPACE_BOUND_MIB));
    errors.forEach(e -> faults.add("in the service's log: " + e));
    outside.forEach(o -> faults.add("left at the end: " + o));
    return faults;
  }

  private static void grown(List<String> faults, String what, double growth, double bound) {
    if (growth >= bound) {
      faults.add(
          String.format(
              "the %s grew by %.1f MiB over the second half of the swaps; %.0f MiB are the bound",
              what, growth, bound));
    }
  }
}
