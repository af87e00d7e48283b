package io.carob.rest.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ApplyResult;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import io.carob.rest.print.ResourceTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Applying, reading and scaling resources. */
public final class ResourceRoutes {

  static final int MANIFEST_BYTES = 10 * 1024 * 1024;
  private static final String ONE = "/v1/resources/{kind}/{namespace}/{name}";

  private final Services services;
  private final Clock clock;

  /** The routes over these services. */
  public ResourceRoutes(Services services, Clock clock) {
    this.services = services;
    this.clock = clock;
  }

  /** Adds the routes. */
  public void addTo(Router router) {
    router
        .add("POST", "/v1/apply", this::apply)
        .add("POST", "/v1/keys", this::keys)
        .add("GET", "/v1/resources", this::kinds)
        .add("GET", "/v1/resources/{kind}", this::list)
        .add("GET", ONE, this::get)
        .add("PUT", ONE + "/scale", this::scale);
    new DeleteRoutes(services).addTo(router);
    new WatchRoute(services).addTo(router);
    new PodsOfRoute(services, clock).addTo(router);
  }

  private void apply(Call call) throws IOException {
    boolean dryRun = call.flag("dryRun", false);
    List<ApplyResult> results =
        services.get(Resources.class).apply(manifests(call), namespace(call), dryRun);
    Function<ApplyResult, String> name = r -> name(r.key());
    String text =
        results.stream()
            .map(r -> name.apply(r) + " " + lower(r.action()) + (dryRun ? " (dry run)" : "") + "\n")
            .collect(Collectors.joining());
    call.answer(
        new Answer(
            Map.of("results", results),
            wide -> Escape.lines(text),
            results.stream().map(name).toList()));
  }

  private void keys(Call call) throws IOException {
    List<ResourceKey> keys = services.get(Resources.class).keys(manifests(call), namespace(call));
    List<String> names = keys.stream().map(ResourceRoutes::name).toList();
    call.answer(
        new Answer(
            Map.of("keys", keys),
            wide -> names.stream().map(n -> Escape.cell(n) + "\n").collect(Collectors.joining()),
            names));
  }

  private void kinds(Call call) throws IOException {
    List<String> kinds = services.get(Resources.class).kinds();
    call.answer(new Answer(Map.of("kinds", kinds), wide -> String.join("\n", kinds) + "\n", kinds));
  }

  private void list(Call call) throws IOException {
    Resources resources = services.get(Resources.class);
    String kind = Kinds.resolve(call.path("kind"), resources.kinds());
    Optional<String> namespace = call.query("namespace");
    List<Resource> found = resources.list(kind, namespace);
    if (found.isEmpty()) {
      call.note("No resources found" + namespace.map(n -> " in " + n + " namespace.").orElse("."));
    }
    List<JsonNode> objects = found.stream().map(r -> Json.parse(r.json())).toList();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("apiVersion", "v1");
    json.put("kind", "List");
    json.put("items", objects);
    call.answer(
        new Answer(
            json,
            wide -> table(kind, objects, wide, namespace.isEmpty()),
            found.stream().map(r -> name(r.key())).toList()));
  }

  private void get(Call call) throws IOException {
    ResourceKey key = key(call, services.get(Resources.class));
    call.answer(one(find(services.get(Resources.class), key)));
  }

  private void scale(Call call) throws IOException {
    Resources resources = services.get(Resources.class);
    JsonNode replicas = Json.parseRequest(call.body(64 * 1024)).path("replicas");
    if (!replicas.isInt()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "the body must be {\"replicas\": a whole number}");
    }
    ResourceKey key = key(call, resources);
    Resource scaled = resources.scale(key, replicas.intValue());
    String text = Escape.cell(name(key)) + " scaled\n";
    call.answer(new Answer(Json.parse(scaled.json()), wide -> text, List.of(name(key))));
  }

  private Answer one(Resource resource) {
    JsonNode object = Json.parse(resource.json());
    String kind = resource.key().kind();
    return new Answer(
        object, wide -> table(kind, List.of(object), wide, false), List.of(name(resource.key())));
  }

  private String table(String kind, List<JsonNode> objects, boolean wide, boolean namespaced) {
    return new ResourceTable(kind, clock.instant(), wide, wide ? running() : Map.of())
        .print(objects, namespaced, "");
  }

  private Map<String, PodInfo> running() {
    return services
        .find(Pods.class)
        .map(pods -> pods.list(Optional.empty()))
        .orElse(List.of())
        .stream()
        .collect(Collectors.toMap(PodInfo::uid, pod -> pod, (one, other) -> one));
  }

  static Resource find(Resources resources, ResourceKey key) {
    return resources
        .get(key)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.NOT_FOUND,
                    lower(key.kind())
                        + " \""
                        + key.name()
                        + "\" not found in namespace "
                        + key.namespace()
                        + ". List all with `carob get "
                        + lower(key.kind())
                        + "s -A`"));
  }

  static ResourceKey key(Call call, Resources resources) {
    return new ResourceKey(
        Kinds.resolve(call.path("kind"), resources.kinds()),
        call.path("namespace"),
        call.path("name"));
  }

  static String name(ResourceKey key) {
    return ResourceTable.name(key.kind(), key.name());
  }

  static String manifests(Call call) throws IOException {
    return new String(call.body(MANIFEST_BYTES), StandardCharsets.UTF_8);
  }

  static String namespace(Call call) {
    return call.query("namespace").orElse("default");
  }

  private static String lower(Object word) {
    return word.toString().toLowerCase(Locale.ROOT);
  }
}
