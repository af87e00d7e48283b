package io.carob.rest.resource;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import io.carob.rest.http.Answer;
import io.carob.rest.http.Call;
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

/** Deleting resources, one by name or many by manifests, and waiting until they are gone. */
final class DeleteRoutes {

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
    CompletableFuture<Void> gone = resources.delete(key, grace(call));
    if (call.flag("wait", true)) {
      await(gone);
    }
    answer(call, Map.of(key, true));
  }

  private void many(Call call) throws Exception {
    Resources resources = services.get(Resources.class);
    Optional<Duration> grace = grace(call);
    boolean wait = call.flag("wait", true);
    List<ResourceKey> keys =
        resources.keys(ResourceRoutes.manifests(call), ResourceRoutes.namespace(call));
    Map<ResourceKey, Boolean> done = new LinkedHashMap<>();
    List<CompletableFuture<Void>> going = new ArrayList<>();
    for (ResourceKey key : keys) {
      try {
        going.add(resources.delete(key, grace));
        done.put(key, true);
      } catch (CarobException e) {
        if (e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        done.put(key, false);
      }
    }
    if (wait) {
      for (CompletableFuture<Void> gone : going) {
        await(gone);
      }
    }
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

  private static void await(CompletableFuture<Void> gone) throws InterruptedException {
    try {
      gone.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CarobException carob) {
        throw new CarobException(carob.code(), String.valueOf(carob.getMessage()), e);
      }
      throw new CarobException(ErrorCode.INTERNAL, "deleting failed: " + e.getCause(), e);
    }
  }
}
