package io.carob.benchmarks.swap;

import io.carob.benchmarks.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a service keeps after a garbage collection.
 *
 * @param heap bytes of live objects
 * @param metaspace bytes of classes
 * @param rss bytes of the process
 * @param loaders class loaders of bundles
 * @param copies for each class of a driver with objects or a class object of its own: of how many
 *     loaders
 */
record Memory(long heap, long metaspace, long rss, int loaders, Map<String, Integer> copies) {

  private static final String LOADER =
      "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";
  private static final Pattern ROW = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+).*");
  private static final Pattern METASPACE =
      Pattern.compile("Metaspace\\s+used (\\d+)K.*", Pattern.DOTALL);
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  /** Collects and looks. Classes go with the collection after the one that found their loader. */
  static Memory of(long pid) throws IOException {
    jcmd(pid, "GC.run");
    jcmd(pid, "GC.run");
    return read(
        jcmd(pid, "GC.class_histogram"),
        jcmd(pid, "GC.heap_info"),
        Files.readString(Path.of("/proc/" + pid + "/status")));
  }

  /** What the JVM says of its live objects and its heap, and the kernel of the process. */
  static Memory read(String histogram, String heapInfo, String status) {
    long heap = 0;
    int loaders = 0;
    Map<String, Integer> copies = new TreeMap<>();
    for (String line : histogram.lines().toList()) {
      Matcher row = ROW.matcher(line);
      Matcher total = TOTAL.matcher(line);
      if (row.matches()) {
        String name = row.group(3);
        if (name.equals(LOADER)) {
          loaders = Integer.parseInt(row.group(1));
        } else if (name.startsWith("io.carob.")) {
          copies.merge(name, 1, Integer::sum);
        }
      } else if (total.matches()) {
        heap = Long.parseLong(total.group(1));
      }
    }
    if (heap == 0 || loaders == 0) {
      throw new BenchException("no total or no " + LOADER + " in the histogram: " + histogram);
    }
    return new Memory(
        heap,
        kib(METASPACE, heapInfo.replaceAll("(?s).*?(Metaspace)", "$1")),
        kib(RSS, status),
        loaders,
        copies);
  }

  /** Classes of which more than one version is there, as far as they have objects. */
  Map<String, Integer> old() {
    Map<String, Integer> more = new TreeMap<>(copies);
    more.values().removeIf(count -> count == 1);
    return more;
  }

  private static long kib(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new BenchException("no " + pattern + " in " + text);
    }
    return Long.parseLong(matcher.group(1)) * 1024;
  }

  static String jcmd(long pid, String... words) throws IOException {
    Path own = Path.of(System.getProperty("java.home", ""), "bin", "jcmd");
    List<String> command = new ArrayList<>();
    command.add(Files.isExecutable(own) ? own.toString() : "jcmd");
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new BenchException(String.join(" ", command) + " failed: " + text);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted");
    }
    return text;
  }
}
