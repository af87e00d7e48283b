package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documented table says what the jars say. */
class SettingsTableTest {

  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final String BEGIN = "<!-- The table is made from the jars' descriptions. -->\n";
  private static final Pattern HELP = Pattern.compile("(.+) \\((live|restart), since ([0-9.]+)\\)");

  /** How Java reads a variable of the environment here. */
  private static final Pattern IN_JAVA =
      Pattern.compile("env(?:\\(\\))?(?:[.]get(?:OrDefault)?)?\\(\"([A-Z_]+)\"");

  private static final Pattern IN_SCRIPTS = Pattern.compile("[$][{]?([A-Z_]+)");

  @Test
  void everySettingStandsInTheTable() throws IOException {
    String page = Files.readString(PAGE);
    String head = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
    String wanted = head + table();
    if (Boolean.getBoolean("carob.renew")) {
      Files.writeString(PAGE, wanted);
      page = wanted;
    }
    assertThat(page)
        .as(
            "docs/configuration.md is not up to date; renew it: mvn test -pl assembly"
                + " -Dtest=SettingsTableTest -Dcarob.renew=true")
        .isEqualTo(wanted);
  }

  @Test
  void whatIsReadOfTheEnvironmentStandsThere() throws IOException {
    Set<String> read = new TreeSet<>();
    for (Path file : sources()) {
      Pattern reading = file.toString().endsWith(".java") ? IN_JAVA : IN_SCRIPTS;
      reading.matcher(Files.readString(file)).results().forEach(found -> read.add(found.group(1)));
    }
    KnownPids known = KnownPids.ofResource("environment.xml");
    assertThat(known.find("environment").orElseThrow().keys()).containsOnlyKeys(read);
  }

  /** Of all modules' Java and of the distribution's scripts; benchmarks are nobody's runtime. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>(files(Path.of("src", "main", "dist", "bin")));
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path module : modules.filter(path -> !path.endsWith("benchmarks")).toList()) {
        sources.addAll(files(module.resolve("src/main/java")));
      }
    }
    return sources;
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static String table() throws IOException {
    List<String> rows = new ArrayList<>();
    rows.add("| where | key | type | default | what it is for | takes effect | since |");
    rows.add("| --- | --- | --- | --- | --- | --- | --- |");
    for (Pid pid : ours()) {
      pid.keys().values().forEach(key -> rows.add(row(pid, key)));
    }
    return String.join("\n", rows) + "\n";
  }

  private static String row(Pid pid, Key key) {
    Matcher help = HELP.matcher(key.help());
    assertThat(help.matches())
        .as(
            "%s %s needs a description that ends with (live|restart, since N): %s",
            pid.name(), key.name(), key.help())
        .isTrue();
    String type =
        key.type().equals("String") && key.options().isEmpty()
            ? key.several() ? "list" : "text"
            : key.allowed();
    return "| "
        + String.join(
            " | ",
            where(pid.name()),
            "`" + key.name() + "`",
            type,
            key.otherwise().isEmpty() ? "" : "`" + key.otherwise() + "`",
            help.group(1),
            help.group(2).equals("live") ? "at once" : "at the next start",
            help.group(3))
        + " |";
  }

  private static String where(String pid) {
    return switch (pid) {
      case "environment" -> "environment";
      case "jvm" -> "`-D` of the JVM";
      case "framework", "log" -> "`" + pid + ".properties`";
      default -> "`" + pid + ".cfg`";
    };
  }

  private static List<Pid> ours() throws IOException {
    KnownPids known = KnownPids.ofResource("environment.xml");
    List<Path> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      jars.add(path);
      addFolder(path.resolve("OSGI-INF/metatype"), known);
    }
    known
        .and(KnownPids.ofJars(jars))
        .and(KnownPids.ofResource("framework.xml"))
        .and(KnownPids.ofResource("log.xml"));
    List<Pid> ours =
        known.all().stream().filter(pid -> pid.typed() && !pid.name().startsWith("org.")).toList();
    assertThat(ours.stream().map(Pid::name))
        .contains(
            "io.carob.drivers",
            "io.carob.engine",
            "io.carob.image.store",
            "io.carob.rest",
            "io.carob.sandbox");
    return ours;
  }

  private static void addFolder(Path folder, KnownPids known) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          try (InputStream in = Files.newInputStream(file)) {
            known.add(in);
          }
        }
      }
    }
  }
}
