package io.carob.rest.resource;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.http.Router;
import io.carob.rest.http.Services;
import io.carob.rest.print.Escape;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Deleting resources, one by name or many by manifests, and waiting until they are gone. */
final class DeleteRoutes {

  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Services services;

  DeleteRoutes(Services services) {
    this.services = services;
  }

  void addTo(Router router) {
    router
        .add("DELETE", "/v1/resources/{kind}/{namespace}/{name}", this::one)
        .add("POST", "/v1/delete", this::many);
  }

  private void one(Call call) throws Exception {
    Resources resources = services.get(Resources.class);
    ResourceKey key = ResourceRoutes.key(call, resources);
    ResourceRoutes.find(resources, key);
    Optional<Duration> wait = wait(call);
    CompletableFuture<Void> gone = resources.delete(key, grace(call));
    await(wait, Map.of(key, gone), resources);
    answer(call, Map.of(key, true));
  }

  private void many(Call call) throws Exception {
    Resources resources = services.get(Resources.class);
    Optional<Duration> grace = grace(call);
    Optional<Duration> wait = wait(call);
    List<ResourceKey> keys =
        resources.keys(ResourceRoutes.manifests(call), ResourceRoutes.namespace(call));
    Map<ResourceKey, Boolean> done = new LinkedHashMap<>();
    Map<ResourceKey, CompletableFuture<Void>> going = new LinkedHashMap<>();
    for (ResourceKey key : keys) {
      try {
        going.put(key, resources.delete(key, grace));
        done.put(key, true);
      } catch (CarobException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        done.put(key, false);
      }
    }
    await(wait, going, resources);
    answer(call, done);
  }

  private static void answer(Call call, Map<ResourceKey, Boolean> done) throws IOException {
    List<Map<String, Object>> results = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    done.forEach(
        (key, found) -> {
          String result = found ? "deleted" : "not found";
          results.add(Map.of("key", key, "result", result));
          String line =
              found ? ResourceRoutes.name(key) + " deleted" : ResourceRoutes.notFound(key);
          text.append(Escape.cell(line)).append('\n');
        });
    if (done.containsValue(false)) {
      call.partlyFailed(ErrorCode.NOT_FOUND);
    }
    call.answer(
        new Answer(
            Map.of("results", results),
            wide -> text.toString(),
            done.keySet().stream().map(ResourceRoutes::name).toList()));
  }

  private static Optional<Duration> grace(Call call) {
    return call.number("grace").map(Duration::ofSeconds);
  }

  /** How long the client waits; empty when it does not. */
  private static Optional<Duration> wait(Call call) {
    Duration limit = call.number("timeout").map(Duration::ofSeconds).orElse(FOR_EVER);
    return call.flag("wait", true) ? Optional.of(limit) : Optional.empty();
  }

  private static void await(
      Optional<Duration> wait, Map<ResourceKey, CompletableFuture<Void>> going, Resources resources)
      throws InterruptedException {
    if (wait.isEmpty()) {
      return;
    }
    long limit = wait.get().toNanos();
    long begin = System.nanoTime();
    for (Map.Entry<ResourceKey, CompletableFuture<Void>> one : going.entrySet()) {
      try {
        one.getValue().get(Math.max(0, limit - (System.nanoTime() - begin)), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        throw new CarobException(ErrorCode.UNAVAILABLE, late(one.getKey(), resources), e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CarobException carob) {
          throw new CarobException(carob.code(), String.valueOf(carob.getMessage()), e);
        }
        throw new CarobException(ErrorCode.INTERNAL, "deleting failed: " + e.getCause(), e);
      }
    }
  }

  private static String late(ResourceKey key, Resources resources) {
    String why =
        resources.get(key).stream()
            .map(resource -> Json.parse(resource.json()).path("status").path("message").asText())
            .filter(message -> !message.isEmpty())
            .map(message -> "; the last trouble was: " + message)
            .findFirst()
            .orElse("");
    return "timed out waiting for "
        + ResourceRoutes.name(key)
        + " to be gone"
        + why
        + ". Its deletion goes on; `carob describe "
        + ResourceRoutes.name(key)
        + " -n "
        + key.namespace()
        + "` shows what it waits for";
  }
}
