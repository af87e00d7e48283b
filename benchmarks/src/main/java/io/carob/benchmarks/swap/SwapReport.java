package io.carob.benchmarks.swap;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.benchmarks.swap.Times.Kind;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The answer of the demonstration. */
final class SwapReport {

  /** Requests whose answers need drivers or pods; a start is several of them. */
  static final List<Kind> REQUESTS =
      List.of(Kind.APPLY, Kind.EXEC, Kind.LOGS, Kind.PAGE, Kind.ECHO);

  private static final int SHOWN = 40;
  private static final double P99 = 0.99;

  private SwapReport() {}

  static String text(SwapResult result) {
    StringBuilder out = new StringBuilder("\n");
    row(
        out,
        "drivers replaced",
        "%d times in %.0f s",
        result.swaps().size(),
        result.span().swapSeconds());
    row(out, "pods made and deleted", "%d", result.pods());
    row(out, "requests", "%d", result.times().count());
    row(out, "failed", "%d", result.times().failed());
    out.append(
        String.format(
            Locale.ROOT,
            "%n  %-22s %10s %10s %10s   %s%n",
            "MILLISECONDS",
            "MEDIAN",
            "P99",
            "LONGEST",
            "the same with no swap"));
    for (Kind kind : Kind.values()) {
      double[] with = result.millis(true, List.of(kind));
      double[] without = result.millis(false, List.of(kind));
      out.append(
          String.format(
              Locale.ROOT,
              "  %-22s %10.1f %10.1f %10.1f   %.1f, %.1f, %.1f%n",
              kind.name().toLowerCase(Locale.ROOT),
              Times.percentile(with, 0.5),
              Times.percentile(with, 0.99),
              Times.max(with),
              Times.percentile(without, 0.5),
              Times.percentile(without, 0.99),
              Times.max(without)));
    }
    out.append('\n');
    row(
        out,
        "waits for a driver",
        "%d; of those the p99 is under %.0f ms, the longest under %.0f",
        result.waited().with().number(),
        result.waited().with().percentile(P99, 0),
        result.waited().with().longest());
    Memory first = result.looks().get(0).memory();
    Memory last = result.lastMemory();
    row(out, "class loaders of bundles", "%d before, %d after", first.loaders(), last.loaders());
    row(out, "classes of old versions", "%s", last.old().isEmpty() ? "none" : last.old());
    row(
        out,
        "heap after collection",
        "%.1f MiB before, %.1f after; %s",
        first.heap() / SwapResult.MIB,
        last.heap() / SwapResult.MIB,
        growth(result.growth(Memory::heap)));
    row(
        out,
        "metaspace",
        "%.1f MiB before, %.1f after; %s",
        first.metaspace() / SwapResult.MIB,
        last.metaspace() / SwapResult.MIB,
        growth(result.growth(Memory::metaspace)));
    List<String> faults = result.faults();
    row(
        out,
        "leaked mounts, processes, folders",
        "%s",
        result.looks().stream().allMatch(l -> l.left().isEmpty()) && result.outside().isEmpty()
            ? "none"
            : "see below");
    faults.stream()
        .limit(SHOWN)
        .forEach(fault -> out.append("  FAULT ").append(fault).append('\n'));
    out.append(
        faults.isEmpty()
            ? "\nAll requests were answered, and nothing is left of the old drivers.\n"
            : "\n" + faults.size() + " faults.\n");
    return out.toString();
  }

  private static String growth(OptionalDouble growth) {
    return growth.isPresent()
        ? String.format(Locale.ROOT, "%+.2f over the second half", growth.getAsDouble())
        : "too few looks to tell how it grew";
  }

  private static void row(StringBuilder out, String name, String format, Object... values) {
    out.append(String.format(Locale.ROOT, "  %-34s " + format + "%n", join(name, values)));
  }

  private static Object[] join(String name, Object... values) {
    Object[] all = new Object[values.length + 1];
    all[0] = name;
    System.arraycopy(values, 0, all, 1, values.length);
    return all;
  }

  static String json(SwapResult result) {
    ObjectNode top = new ObjectMapper().createObjectNode();
    top.put("swaps", result.swaps().size());
    top.put("seconds", result.span().swapSeconds());
    top.put("pods", result.pods());
    top.put("requests", result.times().count());
    top.put("failed", result.times().failed());
    ObjectNode longest = top.putObject("longestMillis");
    ObjectNode usual = top.putObject("p99Millis");
    for (Kind kind : Kind.values()) {
      double[] millis = result.millis(true, List.of(kind));
      String name = kind.name().toLowerCase(Locale.ROOT);
      longest.put(name, Times.max(millis));
      usual.put(name, Times.percentile(millis, 0.99));
    }
    var looks = top.putArray("looks");
    for (SwapRun.Look look : result.looks()) {
      ObjectNode one = looks.addObject();
      one.put("swaps", look.swaps());
      one.put("heap", look.memory().heap());
      one.put("metaspace", look.memory().metaspace());
      one.put("rss", look.memory().rss());
      one.put("loaders", look.memory().loaders());
    }
    ObjectNode growth = top.putObject("growthMiB");
    result.growth(Memory::heap).ifPresent(by -> growth.put("heap", by));
    result.growth(Memory::metaspace).ifPresent(by -> growth.put("metaspace", by));
    var faults = top.putArray("faults");
    result.faults().forEach(faults::add);
    return top.toString();
  }
}
