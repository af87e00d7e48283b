package io.carob.assembly.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks at all that an operator has set, before anything starts: what cannot be meant is found
 * here, and not by what then does not work.
 *
 * @param errors what keeps the service from starting, each in a line that begins with the file
 * @param warnings what may be a slip, likewise
 * @param sound what the files say that are for bundles and right, by the file's name: it needs no
 *     second look while the bundles start
 */
public record StartCheck(
    List<String> errors, List<String> warnings, Map<String, Map<String, String>> sound) {

  /** Where nothing is looked at. */
  public static final StartCheck NONE = new StartCheck(List.of(), List.of(), Map.of());

  /** The file with the framework's own settings. */
  public static final String FRAMEWORK = "framework.properties";

  private static final String LOG = "log.properties";
  private static final String LEVEL = "level.";

  private static final String PREFIX = "CAROB_";

  /**
   * Looks.
   *
   * @param conf the folder of configuration
   * @param bundles the bundles that will be started
   * @param drivers the jars that may be started then
   * @param names what {@code ${name}} stands for in a value
   * @param environment the process's environment
   */
  public static StartCheck run(
      Path conf,
      Collection<Path> bundles,
      Collection<Path> drivers,
      Map<String, String> names,
      Map<String, String> environment)
      throws IOException {
    StartCheck check = new StartCheck(new ArrayList<>(), new ArrayList<>(), new TreeMap<>());
    KnownPids started = KnownPids.ofJars(bundles);
    KnownPids known = new KnownPids().and(started).and(KnownPids.ofJars(drivers));
    check.properties(conf.resolve(FRAMEWORK), "framework");
    check.properties(conf.resolve(LOG), "log");
    for (Path file : files(conf)) {
      if (ConfFile.isOne(file)) {
        check.file(file, known, started, names);
      } else if (file.toString().endsWith(".config")) {
        check.warnings.add(
            ConfCheck.name(file) + " is not read: settings stand in files named PID.cfg");
      }
    }
    check.environment(environment);
    return check;
  }

  private void file(Path path, KnownPids known, KnownPids started, Map<String, String> names) {
    ConfFile file =
        ConfFile.read(
            path, name -> names.containsKey(name) ? names.get(name) : System.getProperty(name));
    ConfCheck.Result result = ConfCheck.check(file, known);
    result.errors().forEach(error -> errors.add(ConfCheck.name(path) + ": " + error));
    result.unowned().ifPresent(why -> warnings.add(ConfCheck.name(path) + ": " + why));
    // A driver that is to come may be refused: then its bundle takes what it took before.
    if (ConfCheck.check(file, started).text().isEmpty()) {
      sound.put(path.getFileName().toString(), file.values());
    }
  }

  /** A file that is none of a component's, described in a document of this package. */
  private void properties(Path path, String name) throws IOException {
    Pid known = KnownPids.ofResource(name + ".xml").find(name).orElseThrow();
    Map<String, String> values = new TreeMap<>();
    properties(path).forEach((key, value) -> values.put((String) key, ((String) value).strip()));
    values.forEach(
        (key, value) -> {
          boolean level = name.equals("log") && key.startsWith(LEVEL);
          Optional<String> fault =
              level
                  ? known.fault(LEVEL + "LOGGER", value.toUpperCase(Locale.ROOT))
                  : known.fault(key, value);
          fault.ifPresent(
              why ->
                  errors.add(
                      ConfCheck.name(path)
                          + ": "
                          + (level ? why.replace(LEVEL + "LOGGER", key) : why)));
        });
  }

  private void environment(Map<String, String> environment) {
    Collection<String> known =
        KnownPids.ofResource("environment.xml").find("environment").orElseThrow().keys().keySet();
    environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
        .sorted()
        .forEach(name -> warnings.add("environment: " + Pid.unknown(name, known)));
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IllegalArgumentException e) {
        throw new IOException(ConfCheck.name(file) + " cannot be read: " + e.getMessage(), e);
      }
    }
    return properties;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
