package io.carob.rest.node;

import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverUses;
import io.carob.api.driver.DriverUses.Use;
import io.carob.api.node.Bundles;
import io.carob.api.node.Configs;
import io.carob.api.node.DriverJars;
import io.carob.api.node.DriverJars.Jar;
import io.carob.api.node.DriverJars.State;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Human;
import io.carob.rest.print.Table;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Drivers and their jars for people. */
final class DriverViews {

  private final Services services;
  private final Clock clock;

  DriverViews(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** All drivers by type and name; of one name, the one that serves first. */
  List<DriverRow> rows() {
    List<DriverRow> rows =
        services.all(DriverSource.class).stream()
            .flatMap(source -> source.statuses().stream())
            .map(
                status ->
                    DriverRow.of(status, count(uses(status.info().type(), status.info().name()))))
            .sorted(Comparator.comparing(DriverRow::type).thenComparing(DriverRow::name))
            .toList();
    Map<String, String> updates =
        services.find(Bundles.class).map(Bundles::troubles).orElse(Map.of());
    Optional<Configs> configs = services.find(Configs.class).filter(c -> !c.refused().isEmpty());
    return rows.stream()
        .map(row -> explained(row, rows))
        .map(row -> row.alsoBecause(updates.getOrDefault(row.source(), "")))
        .map(row -> row.alsoBecause(configs.map(c -> refused(c, row.source())).orElse("")))
        .toList();
  }

  /** What is written for the drivers of a bundle and not used. */
  private static String refused(Configs configs, String bundle) {
    List<String> pids = configs.pids(bundle);
    return configs.refused().entrySet().stream()
        .filter(one -> pids.contains(one.getKey().replaceFirst("~.*", "")))
        .map(Map.Entry::getValue)
        .collect(Collectors.joining("; "));
  }

  /** One that stands by says for whom. */
  private static DriverRow explained(DriverRow row, List<DriverRow> rows) {
    if (!row.state().equals("standby")) {
      return row;
    }
    return rows.stream()
        .filter(other -> other.id().equals(row.id()) && other.state().equals("serving"))
        .findFirst()
        .map(row::behind)
        .orElse(row);
  }

  /** Those of a name, a type and a name, or a bundle. */
  List<DriverRow> named(String wanted) {
    return rows().stream()
        .filter(
            row ->
                row.name().equals(wanted) || row.id().equals(wanted) || row.source().equals(wanted))
        .toList();
  }

  List<Use> uses(String type, String name) {
    return services.all(DriverUses.class).stream()
        .flatMap(part -> part.uses(type, name).stream())
        .toList();
  }

  /** Whether something that is not made yet, or the configuration, names it. */
  boolean isAskedFor(String type, String name) {
    return services.all(DriverUses.class).stream()
        .anyMatch(part -> part.needed(type).contains(name));
  }

  private static Map<String, Long> count(List<Use> uses) {
    return uses.stream()
        .collect(Collectors.groupingBy(Use::kind, TreeMap::new, Collectors.counting()));
  }

  List<Jar> jars() {
    return services.find(DriverJars.class).map(DriverJars::list).orElse(List.of());
  }

  /** The drivers, and a row for each jar that is not used as it is. */
  String table(List<DriverRow> rows, List<Jar> jars, boolean wide) {
    List<String> heads =
        new ArrayList<>(List.of("TYPE", "NAME", "VERSION", "STATE", "USES", "CAPABILITIES"));
    if (wide) {
      heads.addAll(List.of("SOURCE", "SINCE", "REASON"));
    }
    Table table = new Table("", heads.toArray(String[]::new));
    for (DriverRow row : rows) {
      List<Object> cells =
          new ArrayList<>(
              List.of(
                  row.type(),
                  row.name(),
                  row.version(),
                  row.state(),
                  row.uses().values().stream().mapToLong(Long::longValue).sum(),
                  orDash(String.join(",", row.capabilities()))));
      if (wide) {
        cells.addAll(List.of(row.source(), age(row), orDash(row.reason())));
      }
      table.row(cells);
    }
    for (Jar jar : jars) {
      if (!jar.reason().isEmpty()) {
        addTo(table, jar, wide);
      }
    }
    return table.print();
  }

  private static void addTo(Table table, Jar jar, boolean wide) {
    String state = jar.state() == State.RUNNING ? "outdated" : jar.state().name();
    List<Object> cells =
        new ArrayList<>(
            List.of(
                "jar",
                jar.file().getFileName(),
                orDash(jar.version()),
                state.toLowerCase(Locale.ROOT),
                "-",
                "-"));
    if (wide) {
      cells.addAll(List.of(orDash(jar.bundle()), "-", jar.reason()));
    }
    table.row(cells);
  }

  private String age(DriverRow row) {
    return row.since().equals(Instant.EPOCH) ? "-" : Human.age(row.since(), clock.instant());
  }

  /** All that is known of one driver. */
  String text(List<DriverRow> rows, List<Jar> jars) {
    StringBuilder out = new StringBuilder();
    for (DriverRow row : rows) {
      line(out, "driver", row.id());
      line(out, "version", row.version());
      line(out, "state", row.state() + (row.reason().isEmpty() ? "" : ": " + row.reason()));
      line(out, "since", age(row));
      line(out, "bundle", row.source());
      line(out, "calls", String.valueOf(row.calls()));
      line(out, "can", orDash(String.join(", ", row.capabilities())));
      List<Use> uses = row.uses().isEmpty() ? List.of() : uses(row.type(), row.name());
      line(out, "uses", uses.isEmpty() ? "none" : String.valueOf(uses.size()));
      uses.forEach(use -> line(out, "", use.kind() + " " + use.name()));
    }
    for (Jar jar : jars) {
      line(out, "jar", jar.file().toString());
      line(out, "bundle", jar.bundle() + " " + jar.version());
      String state = jar.state().name().toLowerCase(Locale.ROOT);
      line(out, "state", state + (jar.reason().isEmpty() ? "" : ": " + jar.reason()));
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append(name).append(name.isEmpty() ? " " : ":");
    out.append(" ".repeat(Math.max(1, 10 - name.length())));
    out.append(Escape.cell(value)).append('\n');
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
