package io.carob.rest.ops;

import io.carob.api.node.Health;
import io.carob.api.node.Health.Kind;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** Whether the service lives and is ready: 200 when it is, 503 when it is not. */
public final class HealthRoutes {

  private static final Part STARTING =
      new Part("health", Kind.READY, Level.DOWN, "the checks are not there yet, or not any more");

  private final Services services;

  /** The routes over these services. */
  public HealthRoutes(Services services) {
    this.services = services;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router.add("GET", "/health/live", call -> answer(call, part -> part.kind() == Kind.LIVE));
    // What does not live is not ready, so to be ready is to have every part: the one for those who
    // look at all of it, the other for probes, which ask by name.
    for (String all : List.of("/health", "/health/ready")) {
      router.add("GET", all, call -> answer(call, part -> true));
    }
  }

  /** The parts that are known now. */
  List<Part> parts() {
    // Not waited for: that it is not there is the answer.
    return services.find(Health.class).map(Health::parts).orElse(List.of(STARTING));
  }

  private void answer(Call call, Predicate<Part> wanted) throws IOException {
    List<Part> parts = parts().stream().filter(wanted).toList();
    boolean good = parts.stream().noneMatch(part -> part.level() == Level.DOWN);
    if (!good) {
      call.unhealthy();
    }
    call.answer(new Answer(json(parts, good), wide -> text(parts), List.of(good ? "ok" : "down")));
  }

  private static Map<String, Object> json(List<Part> parts, boolean good) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", good ? "UP" : "DOWN");
    json.put("live", parts.stream().noneMatch(HealthRoutes::isDead));
    json.put("parts", parts.stream().map(HealthRoutes::json).toList());
    return json;
  }

  /** Plain, since it is asked for before anything else. */
  private static Map<String, Object> json(Part part) {
    return Map.of(
        "name", part.name(), "kind", part.kind(), "level", part.level(), "found", part.found());
  }

  private static boolean isDead(Part part) {
    return part.kind() == Kind.LIVE && part.level() == Level.DOWN;
  }

  private static String text(List<Part> parts) {
    Table table = new Table("Nothing was looked at.", "PART", "FOR", "LEVEL", "FOUND");
    for (Part part : parts) {
      table.row(
          part.name(), part.kind().name().toLowerCase(Locale.ROOT), part.level(), part.found());
    }
    return table.print();
  }
}
