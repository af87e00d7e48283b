package io.carob.rest.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverUses.Use;
import io.carob.api.node.Bundles;
import io.carob.api.node.Bundles.BundleInfo;
import io.carob.api.node.DriverJars;
import io.carob.api.node.DriverJars.Jar;
import io.carob.api.text.Nearest;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The drivers: how they stand, what needs them, the jars they come from, and their end. */
public final class DriverRoutes {

  private static final String ONE = "/v1/drivers/{driver}";
  private static final int SHOWN = 5;

  private final Services services;
  private final DriverViews views;

  /** The routes over these services. */
  public DriverRoutes(Services services, Clock clock) {
    this.services = services;
    this.views = new DriverViews(services, clock);
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("GET", "/v1/drivers", this::list)
        .add("POST", "/v1/drivers", this::install)
        .add("GET", ONE, this::describe)
        .add("DELETE", ONE, this::remove)
        .add("POST", ONE + "/start", call -> told(call, "started", start(call)))
        .add("POST", ONE + "/stop", call -> told(call, "stopped", stop(call)));
  }

  private void list(Call call) throws IOException {
    List<DriverRow> rows = views.rows();
    List<Jar> jars = views.jars();
    long unused = jars.stream().filter(jar -> !jar.reason().isEmpty()).count();
    if (unused > 0) {
      String what =
          unused == 1 ? "1 jar is not used as it is" : unused + " jars are not used as they are";
      call.note(what + "; `carob driver ls -o wide` says why.");
    } else if (rows.isEmpty()) {
      call.note("No drivers.");
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("drivers", rows);
    json.put("jars", jars);
    call.answer(
        new Answer(
            json,
            wide -> views.table(rows, jars, wide),
            rows.stream().map(DriverRow::id).distinct().toList()));
  }

  private void describe(Call call) throws IOException {
    String wanted = wanted(call);
    List<DriverRow> rows = views.named(wanted);
    List<Jar> jars = views.jars().stream().filter(jar -> isNamed(jar, wanted)).toList();
    if (rows.isEmpty() && jars.isEmpty()) {
      throw absent(wanted);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("drivers", rows);
    json.put("jars", jars);
    call.answer(Answer.of(json, views.text(rows, jars)));
  }

  private void install(Call call) throws IOException {
    Path jar = Path.of(call.required("jar"));
    if (!jar.isAbsolute()) {
      throw Call.invalid("jar", "must be an absolute path, but is " + jar);
    }
    List<Jar> before = views.jars();
    Jar installed = folder().install(jar);
    String text =
        "bundle "
            + installed.bundle()
            + " "
            + installed.version()
            + " runs"
            + (installed.drivers().isEmpty()
                ? ""
                : ", brings " + String.join(", ", installed.drivers()))
            + (installed.reason().isEmpty() ? "" : ", but " + installed.reason())
            + before.stream()
                .filter(old -> old.state() == DriverJars.State.RUNNING)
                .filter(old -> old.bundle().equals(installed.bundle()))
                .map(old -> ", in the place of " + old.version())
                .collect(Collectors.joining())
            + standsBy(installed);
    call.answer(new Answer(installed, wide -> Escape.cell(text) + "\n", installed.drivers()));
  }

  /** Whose drivers another bundle has: it goes on serving them. */
  private String standsBy(Jar jar) {
    return views.named(jar.bundle()).stream()
        .filter(row -> row.state().equals("standby"))
        .map(row -> "; " + row.id() + " stands by: " + row.reason())
        .collect(Collectors.joining());
  }

  private void remove(Call call) throws IOException {
    String wanted = wanted(call);
    List<Jar> jars = views.jars().stream().filter(jar -> isNamed(jar, wanted)).toList();
    List<DriverRow> rows = views.named(wanted);
    requireOne(wanted, jars, rows);
    if (!call.flag("force", false)) {
      requireUnused(wanted, jars, rows);
    }
    String after = "";
    if (jars.isEmpty()) {
      bundles().uninstall(source(wanted, rows));
      after = "; one that comes with Carob is back at the next start of the service";
    } else {
      folder().remove(jars.get(0).file());
    }
    call.answer(
        Answer.of(
            Map.of("removed", wanted),
            "driver " + Escape.cell(wanted) + " removed" + after + "\n"));
  }

  private void requireOne(String wanted, List<Jar> jars, List<DriverRow> rows) {
    if (jars.isEmpty() && rows.isEmpty()) {
      throw absent(wanted);
    }
    boolean sources = rows.stream().map(DriverRow::source).distinct().count() > 1;
    if (jars.size() > 1 || (jars.isEmpty() && sources)) {
      List<String> names =
          jars.isEmpty()
              ? rows.stream().map(DriverRow::source).distinct().toList()
              : jars.stream().map(jar -> jar.file().getFileName().toString()).toList();
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "\"" + wanted + "\" comes from " + names + "; name one of them");
    }
  }

  /** What nobody else serves must not be needed any more. */
  private void requireUnused(String wanted, List<Jar> jars, List<DriverRow> rows) {
    List<DriverRow> going =
        jars.isEmpty()
            ? rows
            : jars.get(0).drivers().stream()
                .flatMap(id -> views.named(id).stream())
                .filter(row -> row.source().equals(jars.get(0).bundle()))
                .toList();
    List<Use> uses =
        going.stream()
            .flatMap(row -> views.uses(row.type(), row.name()).stream())
            .distinct()
            .toList();
    if (!going.isEmpty() && going.stream().allMatch(this::hasSuccessor)) {
      return;
    }
    if (!uses.isEmpty()) {
      List<String> some =
          uses.stream().limit(SHOWN).map(use -> use.kind() + " " + use.name()).toList();
      throw needed(
          wanted,
          "is needed by "
              + String.join(", ", some)
              + (uses.size() > SHOWN ? " and " + (uses.size() - SHOWN) + " more" : "")
              + "; remove those first");
    }
    if (going.stream().anyMatch(row -> views.isAskedFor(row.type(), row.name()))) {
      throw needed(
          wanted,
          "is what the configuration or a pod asks for; name another one there first (`carob config"
              + " io.carob.engine`)");
    }
  }

  private static CarobException needed(String wanted, String why) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "driver " + wanted + " " + why + ", or remove it with --force: they stay, and wait for it");
  }

  /** Whether a driver of the same name, of another bundle, can serve. */
  private boolean hasSuccessor(DriverRow going) {
    return views.named(going.id()).stream()
        .filter(row -> !row.source().equals(going.source()))
        .anyMatch(row -> row.state().equals("standby") || row.state().equals("serving"));
  }

  private BundleInfo start(Call call) {
    return change(wanted(call), bundles()::start);
  }

  private BundleInfo stop(Call call) {
    return change(wanted(call), bundles()::stop);
  }

  private BundleInfo change(String wanted, Function<String, BundleInfo> what) {
    try {
      return what.apply(bundle(wanted));
    } catch (CarobException e) {
      boolean unknown = e.code() == ErrorCode.NOT_FOUND && views.named(wanted).isEmpty();
      throw unknown ? absent(wanted) : e;
    }
  }

  /** A name, with its type where that is given. */
  private static String wanted(Call call) {
    return call.query("type").map(type -> type + "/").orElse("") + call.path("driver");
  }

  /** The bundle of a driver; a stopped one is known by its jar, or by its own name alone. */
  private String bundle(String wanted) {
    List<DriverRow> rows = views.named(wanted);
    if (!rows.isEmpty()) {
      return source(wanted, rows);
    }
    return views.jars().stream()
        .filter(jar -> isNamed(jar, wanted))
        .map(Jar::bundle)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse(wanted.substring(wanted.indexOf('/') + 1));
  }

  private static String source(String wanted, List<DriverRow> rows) {
    return rows.stream()
        .map(DriverRow::source)
        .filter(source -> !source.equals("unknown") && !source.equals("class path"))
        .findFirst()
        .orElse(wanted.substring(wanted.indexOf('/') + 1));
  }

  private static void told(Call call, String done, BundleInfo bundle) throws IOException {
    String text = "bundle " + bundle.name() + " " + bundle.version() + " " + done;
    call.answer(new Answer(bundle, wide -> Escape.cell(text) + "\n", List.of(bundle.name())));
  }

  /** By the name of its file, its bundle, or a driver it brought. */
  private static boolean isNamed(Jar jar, String wanted) {
    return jar.file().getFileName().toString().equals(wanted)
        || jar.bundle().equals(wanted)
        || jar.drivers().stream()
            .anyMatch(id -> id.equals(wanted) || id.substring(id.indexOf('/') + 1).equals(wanted));
  }

  private CarobException absent(String wanted) {
    String meant =
        Nearest.to(
                wanted,
                Stream.concat(
                        views.rows().stream()
                            .flatMap(row -> Stream.of(row.name(), row.id(), row.source())),
                        views.jars().stream().flatMap(jar -> Stream.of(name(jar), jar.bundle())))
                    .toList())
            .map(name -> "; did you mean \"" + name + "\"?")
            .orElse("");
    return new CarobException(
        ErrorCode.NOT_FOUND,
        "no driver and no jar in the folder for drivers is named \""
            + wanted
            + "\""
            + meant
            + (meant.isEmpty() ? "; " : " ")
            + "`carob driver ls` shows all of them");
  }

  private static String name(Jar jar) {
    return String.valueOf(jar.file().getFileName());
  }

  private DriverJars folder() {
    return services.find(DriverJars.class).orElseThrow(DriverRoutes::noFramework);
  }

  private Bundles bundles() {
    return services.find(Bundles.class).orElseThrow(DriverRoutes::noFramework);
  }

  private static CarobException noFramework() {
    return new CarobException(
        ErrorCode.UNSUPPORTED,
        "drivers cannot be changed: this Carob runs without an OSGi framework. Start the"
            + " distribution with `carob start`");
  }
}
