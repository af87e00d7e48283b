package io.carob.rest.ops;

import io.carob.api.node.LogLevels;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The levels of the service's log. */
public final class LogRoutes {

  private final Services services;

  /** The routes over these services. */
  public LogRoutes(Services services) {
    this.services = services;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("GET", "/v1/log/levels", this::list)
        .add("PUT", "/v1/log/levels/{logger}", this::set);
  }

  private void list(Call call) throws IOException {
    Map<String, String> levels = new TreeMap<>(services.get(LogLevels.class).levels());
    call.query("logger").ifPresent(one -> levels.keySet().removeIf(name -> !name.equals(one)));
    Table table =
        new Table("No level is set there; that of the logger above holds.", "LOGGER", "LEVEL");
    levels.forEach(table::row);
    call.answer(Answer.of(levels, table.print()));
  }

  private void set(Call call) throws IOException {
    LogLevels levels = services.get(LogLevels.class);
    String logger = call.path("logger");
    String level = call.required("level").toUpperCase(Locale.ROOT);
    boolean save = call.flag("save", false);
    if (save) {
      levels.save(logger, level);
    } else {
      levels.set(logger, level);
    }
    String until = save ? "from now on" : "until the service ends";
    call.answer(
        Answer.of(
            Map.of("logger", logger, "level", level, "saved", save),
            Escape.cell(logger) + " logs " + level + " " + until + "\n"));
  }
}
