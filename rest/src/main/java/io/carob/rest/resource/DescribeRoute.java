package io.carob.rest.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.pod.Event;
import io.carob.api.pod.Events;
import io.carob.api.pod.Resource;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.DescribeText;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** One resource with its events, as {@code kubectl describe} shows it. */
public final class DescribeRoute {

  private final Services services;
  private final Clock clock;

  /** The route over these services. */
  public DescribeRoute(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Adds the route. */
  public void addTo(Router router) {
    router.add("GET", "/v1/describe/{kind}/{namespace}/{name}", this::describe);
  }

  private void describe(Call call) throws IOException {
    Resources resources = services.get(Resources.class);
    Resource resource = ResourceRoutes.find(resources, ResourceRoutes.key(call, resources));
    List<Event> events =
        services.find(Events.class).map(Events::list).orElse(List.of()).stream()
            .filter(event -> event.subject().equals(resource.key()))
            .toList();
    JsonNode object = Json.parse(resource.json());
    String text = DescribeText.print(resource.key().kind(), object, events, clock.instant());
    call.answer(Answer.of(Map.of("object", object, "events", events), text));
  }
}
