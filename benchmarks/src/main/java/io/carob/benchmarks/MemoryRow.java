package io.carob.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The most memory that the JVM takes while it imports and unpacks, each time in a new JVM. */
final class MemoryRow {

  private static final double MIB = 1 << 20;

  private final Bench bench;
  private final Results results;

  MemoryRow(Bench bench, Results results) {
    this.bench = bench;
    this.results = results;
  }

  void run() {
    if (!bench.options().wants("memory")) {
      return;
    }
    String name = "peak RSS of the JVM while it imports and unpacks, gzip, overlay";
    Target target = Target.below(200, "MiB");
    bench.say(name);
    List<Double> peaks = new ArrayList<>();
    try {
      for (int i = 0; i < bench.options().repetitions(); i++) {
        peaks.add(peak());
      }
      results.add(Result.alone(name, "MiB", Series.of(peaks), target));
    } catch (BenchException e) {
      results.add(Result.failed(name, "MiB", target, String.valueOf(e.getMessage())));
    }
  }

  private double peak() {
    try (NodeProcess node = bench.node()) {
      node.ask("open", bench.disk().fresh().resolve("carob"));
      node.ask("import", bench.archive("gzip"), "overlay");
      double peak = node.time("peak") / MIB;
      node.ask("close");
      return peak;
    }
  }
}
