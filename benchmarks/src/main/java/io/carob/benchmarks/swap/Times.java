package io.carob.benchmarks.swap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** How long each request took, and what failed. */
final class Times {

  /** What was asked. */
  enum Kind {
    /** Handing in a manifest. */
    APPLY,
    /** From then until the pod is ready. */
    START,
    /** A command in a container, from asking to its exit code. */
    EXEC,
    /** Reading a log. */
    LOGS,
    /** From asking to delete a pod until it is gone. */
    DELETE,
    /** A page of a pod. */
    PAGE,
    /** A line to a command that runs all the time, and back. */
    ECHO
  }

  /** One request; times are those of {@link System#nanoTime}. */
  record Request(Kind kind, long begin, long end) {
    long nanos() {
      return end - begin;
    }

    boolean overlaps(long from, long to) {
      return begin <= to && end >= from;
    }
  }

  /** What may fail. */
  interface Work<R> {
    R run() throws Exception;
  }

  private static final int KEPT = 100;

  private final Collection<Request> requests = new ConcurrentLinkedQueue<>();
  private final List<String> failures = new ArrayList<>();
  private int failed;

  <R> R time(Kind kind, Work<R> work) throws Exception {
    long begin = System.nanoTime();
    R result = work.run();
    requests.add(new Request(kind, begin, System.nanoTime()));
    return result;
  }

  synchronized void fail(String what) {
    failed++;
    if (failures.size() < KEPT) {
      failures.add(what);
    }
  }

  synchronized int failed() {
    return failed;
  }

  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  int count() {
    return requests.size();
  }

  long count(Kind kind) {
    return requests.stream().filter(r -> r.kind() == kind).count();
  }

  /** The milliseconds of the requests asked for, shortest first. */
  double[] millis(Predicate<Request> which) {
    return requests.stream().filter(which).mapToDouble(r -> r.nanos() / 1e6).sorted().toArray();
  }

  /** The value that a share of the sorted ones does not exceed; 0 when there are none. */
  static double percentile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
