package io.carob.rest.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.Configs;
import io.carob.api.node.Configs.Setting;
import io.carob.api.node.Health;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The configuration: what can be set, what holds, and its change. */
public final class ConfigRoutes {

  /** How the help of a setting says that it is read at the start alone. */
  private static final String LATER = "(restart,";

  private final Services services;
  private final DriverViews drivers;

  /** The routes over these services. */
  public ConfigRoutes(Services services, Clock clock) {
    this.services = services;
    this.drivers = new DriverViews(services, clock);
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router.add("GET", "/v1/config", this::list).add("POST", "/v1/config", this::change);
  }

  private void list(Call call) throws IOException {
    List<Setting> settings = chosen(call);
    call.answer(
        new Answer(
            Map.of("settings", settings),
            wide -> table(settings, wide),
            settings.stream().map(Setting::pid).distinct().toList()));
  }

  /** The settings of a PID, of a driver, or all. */
  private List<Setting> chosen(Call call) {
    List<Setting> all = configs().settings();
    if (call.query("driver").isPresent()) {
      Set<String> pids = pids(call.required("driver"), call);
      return all.stream().filter(setting -> pids.contains(setting.pid())).toList();
    }
    if (call.query("pid").isEmpty()) {
      return all;
    }
    String pid = call.required("pid");
    List<Setting> its = all.stream().filter(setting -> setting.pid().equals(pid)).toList();
    if (its.isEmpty()) {
      configs().set(pid, Map.of()); // says whether it is known, and the nearest
    }
    return its;
  }

  private static String table(List<Setting> settings, boolean wide) {
    Table table =
        wide
            ? new Table("No settings.", "PID", "KEY", "VALUE", "DEFAULT", "TYPE", "WHAT")
            : new Table("No settings.", "PID", "KEY", "VALUE", "DEFAULT");
    for (Setting setting : settings) {
      List<Object> cells =
          new ArrayList<>(
              List.of(
                  setting.pid(),
                  setting.key(),
                  orDash(setting.value()),
                  orDash(setting.defaultValue())));
      if (wide) {
        cells.add(
            setting.allowed().isEmpty() ? setting.type() : String.join("|", setting.allowed()));
        cells.add(orDash(setting.help()));
      }
      table.row(cells);
    }
    return table.print();
  }

  private void change(Call call) throws IOException {
    Map<String, String> values = values(call.queryAll("set"));
    String pid =
        call.query("driver").isPresent()
            ? owner(call.required("driver"), values.keySet(), call)
            : call.required("pid");
    List<Part> before = parts(Health::parts);
    configs().set(pid, values);
    parts(Health::look).stream()
        .filter(
            part -> part.level() != Level.OK && before.stream().noneMatch(b -> isAsBad(b, part)))
        .forEach(part -> call.warn(part.name() + ": " + part.found()));
    List<Setting> changed =
        configs().settings().stream()
            .filter(setting -> setting.pid().equals(pid) && values.containsKey(setting.key()))
            .toList();
    call.answer(
        new Answer(
            Map.of("settings", changed),
            wide -> changed.stream().map(ConfigRoutes::told).collect(Collectors.joining()),
            List.of(pid)));
  }

  /** How the node is: a value may be valid and still leave it worse than before. */
  private List<Part> parts(Function<Health, List<Part>> asking) {
    return services.find(Health.class).map(asking).orElse(List.of());
  }

  /** Words may differ each time, such as an amount. */
  private static boolean isAsBad(Part before, Part part) {
    return before.name().equals(part.name()) && before.level().compareTo(part.level()) >= 0;
  }

  private static String told(Setting setting) {
    return Escape.cell(setting.pid() + ": " + setting.key() + " = " + setting.value())
        + (setting.help().contains(LATER) ? ", at the next start" : "")
        + "\n";
  }

  private static Map<String, String> values(List<String> pairs) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw Call.invalid("set", "must be KEY=VALUE, but is \"" + pair + "\"");
      }
      if (values.put(pair.substring(0, equals).strip(), pair.substring(equals + 1)) != null) {
        throw Call.invalid("set", "names " + pair.substring(0, equals) + " twice");
      }
    }
    if (values.isEmpty()) {
      throw Call.invalid("set", "is missing: it is KEY=VALUE, once for each setting");
    }
    return values;
  }

  /** The PID of a driver's bundle that has these keys. */
  private String owner(String driver, Set<String> keys, Call call) {
    Set<String> pids = pids(driver, call);
    List<String> having =
        pids.stream()
            .filter(
                pid ->
                    configs().settings().stream()
                        .filter(setting -> setting.pid().equals(pid))
                        .map(Setting::key)
                        .collect(Collectors.toSet())
                        .containsAll(keys))
            .toList();
    if (having.size() == 1 || pids.size() == 1) {
      return having.isEmpty() ? pids.iterator().next() : having.get(0);
    }
    throw new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "driver "
            + driver
            + " has the configurations "
            + pids
            + "; name the one to change: `carob config PID KEY=VALUE`");
  }

  private Set<String> pids(String driver, Call call) {
    String wanted = call.query("type").map(type -> type + "/").orElse("") + driver;
    List<DriverRow> rows = drivers.named(wanted);
    if (rows.isEmpty()) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "no driver is named \"" + wanted + "\"; `carob driver ls` shows all of them");
    }
    Set<String> pids = new TreeSet<>();
    rows.forEach(row -> pids.addAll(configs().pids(row.source())));
    if (pids.isEmpty()) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "driver " + wanted + " has no settings: its jar describes none (OSGi Metatype)");
    }
    return pids;
  }

  private Configs configs() {
    return services
        .find(Configs.class)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNSUPPORTED,
                    "there is no configuration to be shown or changed: this Carob runs without an"
                        + " OSGi framework. Start the distribution with `carob start`"));
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
