package io.carob.rest.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.ResourceTable;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods of a resource: those that a Deployment owns, or a pod itself. The one to look at first
 * comes first, as kubectl chooses it: a running one, a ready one, the oldest.
 */
final class PodsOfRoute {

  private static final Comparator<JsonNode> BEST_FIRST =
      Comparator.comparing((JsonNode pod) -> !pod.at("/status/phase").asText().equals("Running"))
          .thenComparing(pod -> !ready(pod))
          .thenComparing(pod -> pod.at("/metadata/creationTimestamp").asText())
          .thenComparing(pod -> pod.at("/metadata/name").asText());

  private final Services services;
  private final Clock clock;

  PodsOfRoute(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  void addTo(Router router) {
    router.add("GET", "/v1/resources/{kind}/{namespace}/{name}/pods", this::pods);
  }

  private void pods(Call call) throws IOException {
    Resources resources = services.get(Resources.class);
    ResourceKey key = ResourceRoutes.key(call, resources);
    JsonNode owner = Json.parse(ResourceRoutes.find(resources, key).json());
    List<JsonNode> pods =
        key.kind().equals("Pod")
            ? List.of(owner)
            : resources.list("Pod", Optional.of(key.namespace())).stream()
                .map(Resource::json)
                .map(Json::parse)
                .filter(pod -> owns(owner, pod))
                .sorted(BEST_FIRST)
                .toList();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("apiVersion", "v1");
    json.put("kind", "List");
    json.put("items", pods);
    call.answer(
        new Answer(
            json,
            wide ->
                new ResourceTable("Pod", clock.instant(), false, Map.of()).print(pods, false, ""),
            pods.stream()
                .map(pod -> ResourceTable.name("Pod", pod.at("/metadata/name").asText()))
                .toList()));
  }

  private static boolean owns(JsonNode owner, JsonNode pod) {
    String uid = owner.at("/metadata/uid").asText();
    for (JsonNode reference : pod.at("/metadata/ownerReferences")) {
      if (reference.path("uid").asText().equals(uid)) {
        return true;
      }
    }
    return false;
  }

  private static boolean ready(JsonNode pod) {
    for (JsonNode condition : pod.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
