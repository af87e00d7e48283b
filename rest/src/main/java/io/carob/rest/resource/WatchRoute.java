package io.carob.rest.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.Subscription;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.http.Stream;
import io.carob.rest.print.Escape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Watching one resource: a line that says what it is, and one for each change, until it is gone. In
 * JSON the lines are Kubernetes' watch events; as text they are the name, the type of the event and
 * the conditions of the status. It goes on when the bundle that serves resources is replaced.
 */
final class WatchRoute {

  private final Services services;

  WatchRoute(Services services) {
    this.services = services;
  }

  void addTo(Router router) {
    router.add("GET", "/v1/resources/{kind}/{namespace}/{name}/watch", this::watch);
  }

  private void watch(Call call) throws IOException, InterruptedException {
    Resources resources = services.get(Resources.class);
    ResourceKey key = ResourceRoutes.key(call, resources);
    Resource shown = ResourceRoutes.find(resources, key);
    Changes changes = new Changes();
    try (Stream stream =
            call.stream(call.text() ? "text/plain;charset=utf-8" : "application/x-ndjson");
        Subscription removals = services.whenRemoved(changes::raise)) {
      stream.whenGone(changes::end);
      stream.out().write(line(call, "ADDED", shown));
      Optional<Resource> next = Optional.of(shown);
      while (next.isPresent()) {
        next = follow(call, stream, next.get(), changes);
      }
      stream.end();
    }
  }

  /**
   * Watches one service for as long as it is there.
   *
   * @param shown what was last written
   * @return what was last written; empty when the resource or the client is gone
   */
  private Optional<Resource> follow(Call call, Stream stream, Resource shown, Changes changes)
      throws IOException, InterruptedException {
    Resources resources = services.get(Resources.class);
    ResourceKey key = shown.key();
    Resource last = shown;
    try (Subscription subscription =
        resources.watch(
            changed -> {
              if (changed.equals(key)) {
                changes.raise();
              }
            })) {
      do {
        Optional<Resource> now =
            resources.get(key).filter(found -> found.uid().equals(shown.uid()));
        if (now.isEmpty()) {
          stream.out().write(line(call, "DELETED", last));
          return Optional.empty();
        }
        if (!now.get().json().equals(last.json())) {
          last = now.get();
          stream.out().write(line(call, "MODIFIED", last));
        }
        if (!changes.await()) {
          return Optional.empty();
        }
      } while (services.all(Resources.class).contains(resources));
      return Optional.of(last);
    }
  }

  private static byte[] line(Call call, String type, Resource resource) {
    JsonNode object = Json.parse(resource.json());
    String line;
    if (call.text()) {
      line = ResourceRoutes.name(resource.key()) + " " + type + conditions(object);
    } else {
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("type", type);
      event.put("object", object);
      line = new String(Json.line(event), StandardCharsets.UTF_8);
    }
    return (line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** What holds for the object as it is wanted now; nothing, while nobody has looked at that. */
  private static String conditions(JsonNode object) {
    JsonNode status = object.path("status");
    JsonNode observed = status.path("observedGeneration");
    if (observed.isNumber()
        && observed.asLong() < object.path("metadata").path("generation").asLong()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    for (JsonNode condition : status.path("conditions")) {
      out.append(' ').append(Escape.cell(condition.path("type").asText()));
      out.append('=').append(Escape.cell(condition.path("status").asText()));
    }
    return out.toString();
  }

  /** That there was a change, however many; or that nobody wants to know any more. */
  private static final class Changes {

    private boolean raised;
    private boolean ended;

    synchronized void raise() {
      raised = true;
      notifyAll();
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    /** Waits for the next change; false at the end. */
    synchronized boolean await() throws InterruptedException {
      while (!raised && !ended) {
        wait();
      }
      raised = false;
      return !ended;
    }
  }
}
