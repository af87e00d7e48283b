package io.carob.rest.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Counts requests and their times, by method, route and status. */
public final class Requests {

  /** The bounds of the classes of time, in seconds. */
  public static final List<Double> BOUNDS =
      List.of(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0);

  private static final double NANOS = 1e9;

  private record Key(String method, String route, int status) {}

  private static final class Times {
    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.size() + 1);
    private final LongAdder nanos = new LongAdder();
  }

  /**
   * What was seen of one kind of requests.
   *
   * @param labels what they have in common
   * @param counts how many were within each bound and not within the one before; last all others
   * @param seconds their sum
   */
  public record Seen(Map<String, String> labels, List<Long> counts, double seconds) {}

  private final Map<Key, Times> seen = new ConcurrentHashMap<>();

  /**
   * One request has ended.
   *
   * @param route the route's pattern, and not the path: a client makes up as many as it likes
   */
  void add(String method, String route, int status, long nanos) {
    Times times = seen.computeIfAbsent(new Key(method, route, status), key -> new Times());
    times.nanos.add(nanos);
    int place = 0;
    while (place < BOUNDS.size() && nanos > BOUNDS.get(place) * NANOS) {
      place++;
    }
    times.counts.incrementAndGet(place);
  }

  /** What was seen so far. */
  public List<Seen> seen() {
    List<Seen> all = new ArrayList<>();
    seen.forEach(
        (key, times) -> {
          List<Long> counts =
              IntStream.rangeClosed(0, BOUNDS.size()).mapToObj(times.counts::get).toList();
          all.add(
              new Seen(
                  Map.of(
                      "method", key.method(),
                      "route", key.route(),
                      "code", Integer.toString(key.status())),
                  counts,
                  times.nanos.sum() / NANOS));
        });
    return all;
  }
}
