package io.carob.engine.event;

import io.carob.api.node.MetricSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many events there were, by type and reason. Reasons are words of the code, of drivers' too;
 * so that nobody can make up series without end, those after the first {@value #MOST} are counted
 * together.
 */
final class EventCounts implements MetricSource {

  static final int MOST = 200;
  private static final String OTHER = "other";

  private record Kind(String type, String reason) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byType = type.compareTo(other.type);
      return byType != 0 ? byType : reason.compareTo(other.reason);
    }
  }

  private final Map<Kind, Long> counts = new TreeMap<>();

  synchronized void count(String type, String reason) {
    String bounded = type.equals("Warning") ? type : "Normal";
    Kind kind = new Kind(bounded, reason);
    boolean known = counts.containsKey(kind) || counts.size() < MOST;
    counts.merge(known ? kind : new Kind(bounded, OTHER), 1L, Long::sum);
  }

  @Override
  public synchronized List<Metric> metrics() {
    List<Metric> all = new ArrayList<>();
    counts.forEach(
        (kind, count) ->
            all.add(
                new Metric(
                    "carob_events_total",
                    "Events, repetitions too, by type and reason.",
                    Type.COUNTER,
                    Map.of("type", kind.type(), "reason", kind.reason()),
                    count)));
    return all;
  }
}
