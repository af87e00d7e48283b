package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.pod.ApplyResult;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Resources whose manifests are lines of {@code Kind name}; {@code bad} lines are refused. */
public final class FakeResources implements Resources {

  /** What is there. */
  public final ConcurrentSkipListMap<ResourceKey, String> objects = new ConcurrentSkipListMap<>();

  /** The grace periods of the deletions so far. */
  public final List<Optional<Duration>> graces = new ArrayList<>();

  /** Who watches. */
  public final List<Consumer<ResourceKey>> watchers = new CopyOnWriteArrayList<>();

  /** What a deletion answers. */
  public volatile CompletableFuture<Void> gone = CompletableFuture.completedFuture(null);

  @Override
  public List<String> kinds() {
    return List.of("Pod", "Deployment", "ConfigMap");
  }

  @Override
  public List<ApplyResult> apply(String manifests, String defaultNamespace, boolean dryRun) {
    List<ApplyResult> results = new ArrayList<>();
    for (ResourceKey key : keys(manifests, defaultNamespace)) {
      boolean there = objects.containsKey(key);
      if (!dryRun) {
        put(key, "{}", "{}");
      }
      results.add(
          new ApplyResult(
              key,
              there ? ApplyResult.Action.UNCHANGED : ApplyResult.Action.CREATED,
              key.name().equals("warned") ? List.of("spec.tty has no effect") : List.of()));
    }
    return results;
  }

  @Override
  public List<ResourceKey> keys(String manifests, String defaultNamespace) {
    List<ResourceKey> keys = new ArrayList<>();
    for (String line : manifests.lines().filter(l -> !l.isBlank()).toList()) {
      if (line.startsWith("{")) {
        keys.add(new ResourceKey("Pod", defaultNamespace, nameIn(line)));
        continue;
      }
      int space = line.indexOf(' ');
      if (space < 0) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT, "document 1: spec.bad is not a field here");
      }
      keys.add(
          new ResourceKey(
              line.substring(0, space), defaultNamespace, line.substring(space + 1).strip()));
    }
    return keys;
  }

  private static String nameIn(String json) {
    int at = json.indexOf("\"name\":\"") + 8;
    return json.substring(at, json.indexOf('"', at));
  }

  /** Puts an object with this spec and status. */
  public void put(ResourceKey key, String spec, String status) {
    putJson(
        key,
        "{\"kind\":\""
            + key.kind()
            + "\",\"metadata\":{\"name\":\""
            + key.name()
            + "\",\"namespace\":\""
            + key.namespace()
            + "\",\"uid\":\"u-"
            + key.name()
            + "\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},\"spec\":"
            + spec
            + ",\"status\":"
            + status
            + "}");
  }

  /** Puts an object as it is. */
  public void putJson(ResourceKey key, String json) {
    objects.put(key, json);
    watchers.forEach(watcher -> watcher.accept(key));
  }

  /** Takes an object away. */
  public void drop(ResourceKey key) {
    objects.remove(key);
    watchers.forEach(watcher -> watcher.accept(key));
  }

  @Override
  public Optional<Resource> get(ResourceKey key) {
    return Optional.ofNullable(objects.get(key)).map(json -> new Resource(key, "u", json));
  }

  @Override
  public List<Resource> list(String kind, Optional<String> namespace) {
    return objects.entrySet().stream()
        .filter(e -> e.getKey().kind().equals(kind))
        .filter(e -> namespace.isEmpty() || namespace.get().equals(e.getKey().namespace()))
        .map(e -> new Resource(e.getKey(), "u", e.getValue()))
        .toList();
  }

  @Override
  public CompletableFuture<Void> delete(ResourceKey key, Optional<Duration> grace) {
    if (!objects.containsKey(key)) {
      throw new CarobException(ErrorCode.NOT_FOUND, key + " not found");
    }
    if (gone.isDone()) {
      objects.remove(key);
    }
    watchers.forEach(watcher -> watcher.accept(key));
    graces.add(grace);
    return gone;
  }

  @Override
  public Resource scale(ResourceKey key, int replicas) {
    if (!key.kind().equals("Deployment")) {
      throw new CarobException(ErrorCode.INVALID_ARGUMENT, key + " has no replicas");
    }
    if (!objects.containsKey(key)) {
      throw new CarobException(ErrorCode.NOT_FOUND, key + " not found");
    }
    put(key, "{\"replicas\":" + replicas + "}", "{}");
    return get(key).orElseThrow();
  }

  @Override
  public Subscription watch(Consumer<ResourceKey> listener) {
    watchers.add(listener);
    return () -> watchers.remove(listener);
  }
}
