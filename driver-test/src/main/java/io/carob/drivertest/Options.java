package io.carob.drivertest;

import io.carob.tck.Clause;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the command was asked for. */
final class Options {

  static final String USAGE =
      """
      usage: carob driver test JAR [options]

        --type TYPE         test the drivers of this type alone: snapshotter, volume, sandbox, runtime
        --name NAME         test the driver of this name alone
        --home HOME         where the driver lives: classpath, felix (OSGi), or both (default)
        --fs FS             what its folders lie on: auto (default: ext4, or btrfs where the driver
                            wants that), ext4, btrfs, or the path of a folder
        --root DIR          where the private folder is made; default: the folder for temporary files
        --clause CLAUSE     run the tests of this clause alone, such as S4; may be repeated
        --field NAME=VALUE  a field of the volume, for volume plugins; NAME:=VALUE for a number or
                            true and false; may be repeated
        --refuse NAME=VALUE a field that the plugin must refuse; may be repeated
        --shows KIND/NAME   the config object that the volume shows with its fields
        --set KEY=VALUE     a setting of the drivers, as in their configuration file;
                            PID:KEY=VALUE for those of --with; may be repeated
        --with JAR          drivers that these ones call, beside those that come with Carob; may
                            be repeated
        --time-limit SEC    for one test; default 60
        -o FORM             text (default), json, or junit

      exit code: 0 the contract is kept, 1 it is broken, 2 the jar cannot be tested
      """;

  private static final Set<String> HOMES = Set.of("classpath", "felix", "both");
  private static final Set<String> FORMS = Set.of("text", "json", "junit");

  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final Path jar;

  private Options(Path jar) {
    this.jar = jar;
  }

  /** Wrong usage; the message says what. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  static Options parse(List<String> words) throws Wrong {
    Deque<String> left = new ArrayDeque<>(words);
    List<String> jars = new ArrayList<>();
    Map<String, List<String>> values = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      String word = left.remove();
      if (!word.startsWith("-")) {
        jars.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String named = equals < 0 ? word : word.substring(0, equals);
      String option = named.equals("--output") ? "-o" : named;
      if (!USAGE.contains("\n  " + option + " ")) {
        throw new Wrong("there is no option " + option);
      }
      if (equals < 0 && left.isEmpty()) {
        throw new Wrong("option " + option + " needs a value");
      }
      String value = equals < 0 ? left.remove() : word.substring(equals + 1);
      values.computeIfAbsent(option, o -> new ArrayList<>()).add(value);
    }
    if (jars.size() != 1) {
      throw new Wrong("name one jar");
    }
    Options options = new Options(Path.of(jars.get(0)).toAbsolutePath().normalize());
    options.values.putAll(values);
    options.check();
    return options;
  }

  private void check() throws Wrong {
    if (!HOMES.contains(home())) {
      throw new Wrong("--home is classpath, felix or both, not " + home());
    }
    if (!FORMS.contains(form())) {
      throw new Wrong("-o is text, json or junit, not " + form());
    }
    if (!type().isEmpty() && Kind.ofWord(type()).isEmpty()) {
      throw new Wrong("--type is snapshotter, volume, sandbox or runtime, not " + type());
    }
    List<String> clauses = Clause.all().stream().map(Clause::id).toList();
    for (String clause : clauses()) {
      if (!clauses.contains(clause)) {
        throw new Wrong(
            "there is no clause " + clause + "; there are " + String.join(", ", clauses));
      }
    }
    if (!one("--time-limit", "60").matches("[1-9]\\d{0,5}")) {
      throw new Wrong("--time-limit is a number of seconds, not " + one("--time-limit", ""));
    }
    if (!shows().isEmpty() && !shows().matches("(ConfigMap|Secret)/.+")) {
      throw new Wrong("--shows is ConfigMap/NAME or Secret/NAME, not " + shows());
    }
    for (String setting : all("--set")) {
      if (!setting.matches("(?s)([^=:]+:)?[^=:]+=.*")) {
        throw new Wrong("--set is KEY=VALUE or PID:KEY=VALUE, not " + setting);
      }
    }
    for (String option : List.of("--field", "--refuse")) {
      for (String field : all(option)) {
        if (!field.matches("[^=:]+:?=.*")) {
          throw new Wrong(option + " is NAME=VALUE, not " + field);
        }
      }
    }
  }

  Path jar() {
    return jar;
  }

  String type() {
    return one("--type", "");
  }

  String name() {
    return one("--name", "");
  }

  /** classpath, felix or both. */
  String home() {
    return one("--home", "both");
  }

  /** auto, ext4, btrfs, or a folder. */
  String fileSystem() {
    return one("--fs", "auto");
  }

  Path root() {
    return Path.of(one("--root", System.getProperty("java.io.tmpdir", "/tmp"))).toAbsolutePath();
  }

  /** The clauses whose tests run; empty for all. */
  List<String> clauses() {
    return all("--clause");
  }

  /** Fields as they were written: {@code name=text} or {@code name:=value}. */
  List<String> fields() {
    return all("--field");
  }

  /** Fields that must be refused. */
  List<String> refused() {
    return all("--refuse");
  }

  /** Settings as they were written. */
  List<String> settings() {
    return all("--set");
  }

  /** Jars with other drivers. */
  List<Path> others() {
    return all("--with").stream().map(jar -> Path.of(jar).toAbsolutePath().normalize()).toList();
  }

  /** The shown object, or an empty text. */
  String shows() {
    return one("--shows", "");
  }

  int timeLimitSeconds() {
    return Integer.parseInt(one("--time-limit", "60"));
  }

  /** text, json or junit. */
  String form() {
    return one("-o", "text");
  }

  private String one(String option, String otherwise) {
    List<String> given = all(option);
    return given.isEmpty() ? otherwise : given.get(given.size() - 1);
  }

  private List<String> all(String option) {
    return values.getOrDefault(option, List.of());
  }
}
