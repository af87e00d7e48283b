package io.carob.benchmarks;

import java.util.List;

/** What several repetitions gave: a figure is their median, with the extremes beside it. */
public record Series(double min, double median, double max) {

  public static Series of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a series needs at least one value");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Series(sorted[0], median, sorted[sorted.length - 1]);
  }
}
