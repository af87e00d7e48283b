package io.carob.assembly.node;

import io.carob.api.node.NodeLayout;
import io.carob.api.node.SupportSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** What the launcher, the framework and the host know of this node. */
public final class NodeSupport implements SupportSource {

  private static final int LEVELS = 5;
  private static final int SECONDS = 5;
  private static final List<String> SETTINGS = List.of(".cfg", ".properties", ".xml", ".conflist");

  private final NodeLayout layout;
  private final Path conf;
  private final Supplier<Map<String, String>> components;
  private final Supplier<List<String>> log;

  /**
   * What is known of a node.
   *
   * @param layout its places
   * @param conf its configuration
   * @param components the states of its components
   * @param log the last lines of its log
   */
  public NodeSupport(
      NodeLayout layout,
      Path conf,
      Supplier<Map<String, String>> components,
      Supplier<List<String>> log) {
    this.layout = layout;
    this.conf = conf;
    this.components = components;
    this.log = log;
  }

  @Override
  public Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    files.put("versions.txt", versions());
    files.put("components.txt", lines(components.get()));
    files.put("log.txt", String.join("\n", log.get()) + "\n");
    files.put("host/mounts.txt", tried(this::mounts));
    files.put("host/processes.txt", tried(this::processes));
    files.put("host/cgroups.txt", tried(this::cgroups));
    try (Stream<Path> all = Files.walk(conf, 2)) {
      all.filter(Files::isRegularFile)
          .filter(file -> SETTINGS.stream().anyMatch(file.toString()::endsWith))
          .forEach(file -> files.put("conf/" + conf.relativize(file), text(file)));
    } catch (IOException | UncheckedIOException e) {
      files.put("conf/failed.txt", e + "\n");
    }
    return files;
  }

  private static String lines(Map<String, String> map) {
    return map.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private String versions() {
    Map<String, String> all = new TreeMap<>();
    Bundle own = FrameworkUtil.getBundle(NodeSupport.class);
    if (own != null) { // without the service the names of the jars tell
      all.put("carob", own.getVersion().toString());
    }
    for (String name :
        List.of("java.version", "java.vm.name", "os.name", "os.version", "os.arch")) {
      all.put(name, System.getProperty(name, ""));
    }
    all.put("root", layout.root().toString());
    all.put("run", layout.run().toString());
    all.put("cgroup", layout.cgroupParent());
    for (String command : List.of("crun", "runc", "conmon")) {
      all.put(command, firstLine(command));
    }
    return lines(all);
  }

  private static String firstLine(String command) {
    try {
      Process process =
          new ProcessBuilder(command, "--version")
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "does not answer";
      }
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return out.lines().findFirst().orElse("");
    } catch (IOException e) {
      return "not there";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "was not waited for";
    }
  }

  private interface Reading {
    Stream<String> read() throws IOException;
  }

  private static String tried(Reading reading) {
    try (Stream<String> lines = reading.read()) {
      return lines.map(line -> line + "\n").collect(Collectors.joining());
    } catch (IOException | UncheckedIOException e) {
      return "cannot be read: " + e + "\n";
    }
  }

  private Stream<String> mounts() {
    return text(Path.of("/proc/self/mountinfo"))
        .lines()
        .filter(
            line ->
                line.contains(layout.root().toString()) || line.contains(layout.run().toString()));
  }

  /** Those in our cgroup, by name alone: arguments may hold secrets. */
  private Stream<String> processes() {
    List<String> ours = new ArrayList<>();
    ProcessHandle.allProcesses()
        .forEach(
            process -> {
              Path proc = Path.of("/proc", Long.toString(process.pid()));
              String cgroup = text(proc.resolve("cgroup"));
              if (cgroup.contains(layout.cgroupParent() + "/")) {
                ours.add(process.pid() + " " + text(proc.resolve("comm")).strip());
              }
            });
    return ours.stream();
  }

  private Stream<String> cgroups() throws IOException {
    Path base = Path.of("/sys/fs/cgroup");
    List<Path> parents = new ArrayList<>(List.of(base));
    try (Stream<Path> controllers = Files.list(base)) {
      controllers.filter(Files::isDirectory).forEach(parents::add);
    }
    List<String> ours = new ArrayList<>();
    for (Path parent : parents) {
      Path own = parent.resolve(layout.cgroupParent().substring(1));
      if (Files.isDirectory(own)) {
        try (Stream<Path> below = Files.walk(own, LEVELS)) {
          below.filter(Files::isDirectory).map(Path::toString).forEach(ours::add);
        }
      }
    }
    return ours.stream();
  }

  /** A process or file that has gone meanwhile has no text. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
