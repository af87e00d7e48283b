package io.carob.assembly.launch;

import io.carob.assembly.drivers.Admission;
import io.carob.assembly.drivers.Refusal;
import io.carob.assembly.jar.BundleManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * Which bundles to start, and in which order. The distribution's bundles lie in {@code
 * bundles/<level>-<name>/}; lower levels start first and stop last. Bundles that an operator
 * installed or updated lie in {@code <root>/bundles/}: they are started with the drivers, and one
 * with the symbolic name of a distribution's bundle replaces it, unless its version is lower.
 */
final class BundleSet {

  /** The start level of drivers, and of bundles that an operator adds. */
  static final int DRIVER_LEVEL = 2;

  private BundleSet() {}

  /** A jar and its start level. */
  record Entry(String name, Version version, Path jar, int level) {}

  /** A jar in the operator's folder that cannot be used, and why. */
  record Refused(Path jar, String reason) {}

  /** The bundles in starting order, and what was left out. */
  record Selection(List<Entry> bundles, List<Refused> refused) {}

  /** What is asked of a jar of an operator. */
  interface Check {
    /** Refuses what does not hold against it. */
    void check(Path jar) throws Refusal;
  }

  static Selection select(Path distribution, Path operator, int maxLevel, Check check)
      throws IOException {
    Map<String, Entry> byName = new LinkedHashMap<>();
    for (Path folder : children(distribution)) {
      int level = Integer.parseInt(folder.getFileName().toString().replaceAll("-.*", ""));
      for (Path jar : children(folder)) {
        Entry entry = shipped(jar, level);
        byName.put(entry.name(), entry);
      }
    }
    List<Refused> refused = new ArrayList<>();
    if (Files.isDirectory(operator)) {
      for (Path jar : children(operator)) {
        if (!jar.toString().endsWith(Admission.CHECKSUM)) {
          addOperators(byName, jar, check, refused);
        }
      }
    }
    List<Entry> ordered =
        byName.values().stream()
            .filter(e -> e.level() <= maxLevel)
            .sorted((a, b) -> Integer.compare(a.level(), b.level()))
            .toList();
    return new Selection(ordered, List.copyOf(refused));
  }

  private static void addOperators(
      Map<String, Entry> byName, Path jar, Check check, List<Refused> refused) {
    try {
      check.check(jar);
      Entry entry = read(jar, DRIVER_LEVEL);
      Entry shipped = byName.get(entry.name());
      if (shipped == null) {
        byName.put(entry.name(), entry);
      } else if (entry.version().compareTo(shipped.version()) >= 0) {
        byName.put(entry.name(), new Entry(entry.name(), entry.version(), jar, shipped.level()));
      } else {
        refused.add(
            new Refused(jar, "version " + entry.version() + " is older than " + shipped.version()));
      }
    } catch (IOException | Refusal e) {
      refused.add(new Refused(jar, String.valueOf(e.getMessage())));
    }
  }

  private static Entry shipped(Path jar, int level) throws IOException {
    try {
      return read(jar, level);
    } catch (IOException e) {
      throw notWhole(jar, e);
    }
  }

  /** Opens a jar of the distribution. */
  static JarFile open(Path jar) throws IOException {
    try {
      return new JarFile(jar.toFile());
    } catch (IOException e) {
      throw notWhole(jar, e);
    }
  }

  private static IOException notWhole(Path jar, IOException cause) {
    return new IOException(
        jar + " is not whole (" + cause.getMessage() + "); install the distribution again", cause);
  }

  private static Entry read(Path jar, int level) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      BundleManifest manifest = BundleManifest.of(jar, file.getManifest());
      return new Entry(manifest.name(), manifest.version(), jar, level);
    }
  }

  static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(p -> !p.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }
}
