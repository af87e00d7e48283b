package io.carob.image.store.gc;

import io.carob.api.node.MetricSource;
import io.carob.api.storage.GcReport;
import io.carob.api.storage.GcReport.Decision;
import io.carob.api.storage.GcReport.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What garbage collection has done since the start, dry runs left out. */
final class GcCounts implements MetricSource {

  private final Map<Subject, Long> removed = new EnumMap<>(Subject.class);
  private long good;
  private long failed;
  private long bytes;
  private double seconds;

  /** A run has come to its end. */
  synchronized void ended(GcReport report, Duration took) {
    good++;
    took(took);
    bytes += report.freed();
    report.decisions().stream()
        .filter(Decision::goes)
        .forEach(one -> removed.merge(one.subject(), 1L, Long::sum));
  }

  /** A run has broken off. */
  synchronized void failed(Duration took) {
    failed++;
    took(took);
  }

  private void took(Duration took) {
    seconds += took.toNanos() / 1e9;
  }

  @Override
  public synchronized List<Metric> metrics() {
    List<Metric> all = new ArrayList<>();
    String runs = "Runs of garbage collection by result, dry runs left out.";
    all.add(counter("carob_gc_runs_total", runs, Map.of("result", "ok"), (double) good));
    all.add(counter("carob_gc_runs_total", runs, Map.of("result", "failed"), (double) failed));
    all.add(
        counter("carob_gc_seconds_total", "How long garbage was collected.", Map.of(), seconds));
    all.add(
        counter(
            "carob_gc_freed_bytes_total",
            "Bytes that collections freed.",
            Map.of(),
            (double) bytes));
    for (Subject subject : Subject.values()) {
      all.add(
          counter(
              "carob_gc_removed_total",
              "What collections removed, by what it was.",
              Map.of("subject", subject.name().toLowerCase(Locale.ROOT)),
              removed.getOrDefault(subject, 0L)));
    }
    return all;
  }

  private static Metric counter(
      String name, String help, Map<String, String> labels, double value) {
    return new Metric(name, help, Type.COUNTER, labels, value);
  }
}
