package io.carob.benchmarks.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a service and its pods have on the host: mounts, processes, cgroups, folders. */
final class Census {

  private static final int DEPTH = 3;

  /** A new version has another number; what counts is how many there are. */
  private static final String BUNDLE = ".*/felix/bundle[0-9]+";

  private Census() {}

  /** What would outlive the service: mounts, processes, cgroups. */
  static List<String> outside(Node node) throws IOException {
    String base = node.base().toString();
    List<String> all = new ArrayList<>();
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      mounts
          .map(line -> line.split(" ", -1)[4])
          .filter(place -> place.startsWith(base))
          .forEach(place -> all.add("mount " + place));
    }
    ProcessHandle.allProcesses()
        .filter(p -> p.pid() != ProcessHandle.current().pid() && p.pid() != node.pid())
        .forEach(
            p ->
                p.info()
                    .commandLine()
                    .filter(c -> c.contains(base))
                    .ifPresent(c -> all.add("process " + p.pid() + " " + c)));
    all.addAll(cgroups(node));
    return all;
  }

  /** The same, and what lies in the folders of snapshots and pods. */
  static NavigableSet<String> of(Node node) throws IOException {
    NavigableSet<String> all = new TreeSet<>(outside(node));
    for (Path top : List.of(node.root().resolve("snapshots"), node.root().resolve("pods"))) {
      all.addAll(folders(top, DEPTH));
    }
    all.addAll(folders(node.root().resolve("trash"), 1));
    List<String> run = folders(node.run(), 2);
    all.addAll(
        run.stream().filter(f -> !f.matches(BUNDLE) && !f.endsWith("/driver-jars")).toList());
    all.add(run.stream().filter(f -> f.matches(BUNDLE)).count() + " bundles in the cache");
    return all;
  }

  private static List<String> folders(Path top, int depth) throws IOException {
    if (!Files.isDirectory(top)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(top, depth)) {
      return files.filter(f -> !f.equals(top)).map(f -> "folder " + f).toList();
    } catch (UncheckedIOException e) {
      return List.of("folder " + top + " changes: " + e.getCause());
    }
  }

  private static List<String> cgroups(Node node) throws IOException {
    List<String> found = new ArrayList<>();
    Path top = Path.of("/sys/fs/cgroup");
    List<Path> hierarchies = new ArrayList<>(List.of(top));
    try (Stream<Path> below = Files.list(top)) {
      below.filter(Files::isDirectory).forEach(hierarchies::add);
    }
    for (Path hierarchy : hierarchies) {
      Path own = hierarchy.resolve(node.cgroup().substring(1));
      if (Files.isDirectory(own)) {
        found.add("cgroup " + own);
        folders(own, DEPTH).stream()
            .filter(f -> Files.isDirectory(Path.of(f.substring("folder ".length()))))
            .forEach(f -> found.add("cgroup " + f.substring("folder ".length())));
      }
    }
    return found;
  }
}
