package io.carob.engine.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.pod.ApplyResult;
import io.carob.api.pod.Events;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import io.carob.engine.manifest.Manifest;
import io.carob.engine.manifest.ManifestReader;
import io.carob.engine.resource.ResourceEdits.Edit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wanted state of the node: changes the store, then tells those who make it true. */
public final class ResourceService implements Resources {

  /** Those who make it true. */
  public interface Controllers {
    /** The object is new, different, marked as going, or (a ConfigMap) gone. */
    void changed(StoredObject object);

    /** The status in Kubernetes' form; empty for kinds without one. */
    Optional<ObjectNode> status(StoredObject object);

    /** Completes when the object and what belongs to it are gone. */
    CompletableFuture<Void> whenGone(StoredObject object);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ResourceService.class);

  private final ObjectStore store;
  private final ManifestReader reader;
  private final Events events;
  private final Controllers controllers;
  private final Supplier<Instant> clock;
  private final List<Consumer<ResourceKey>> watchers = new CopyOnWriteArrayList<>();

  /**
   * Makes the service.
   *
   * @param store where resources are kept
   * @param reader reads manifests
   * @param events hears of fields without effect
   * @param controllers those who make it true
   * @param clock tells the time
   */
  public ResourceService(
      ObjectStore store,
      ManifestReader reader,
      Events events,
      Controllers controllers,
      Supplier<Instant> clock) {
    this.store = store;
    this.reader = reader;
    this.events = events;
    this.controllers = controllers;
    this.clock = clock;
  }

  @Override
  public List<String> kinds() {
    return ManifestReader.kinds();
  }

  @Override
  public List<ApplyResult> apply(String manifests, String defaultNamespace, boolean dryRun) {
    List<Manifest> read = reader.read(manifests, defaultNamespace);
    List<ApplyResult> results = new ArrayList<>();
    List<StoredObject> changed = new ArrayList<>();
    synchronized (store) {
      List<Change> changes = new ArrayList<>();
      for (Manifest manifest : read) {
        Edit edit = ResourceEdits.apply(manifest, store.get(manifest.key()), clock.get());
        results.add(new ApplyResult(manifest.key(), edit.action()));
        edit.next().ifPresent(object -> changes.add(new Change.Put(object)));
        edit.next().ifPresent(changed::add);
      }
      if (!dryRun && !changes.isEmpty()) {
        store.write(true, changes);
      }
    }
    if (!dryRun) {
      read.forEach(this::warn);
      changed.forEach(this::changed);
    }
    return List.copyOf(results);
  }

  @Override
  public List<ResourceKey> keys(String manifests, String defaultNamespace) {
    return reader.read(manifests, defaultNamespace).stream().map(Manifest::key).toList();
  }

  @Override
  public Optional<Resource> get(ResourceKey key) {
    return store.get(key).map(this::resource);
  }

  @Override
  public List<Resource> list(String kind, Optional<String> namespace) {
    if (!kinds().contains(kind)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "kind \"" + kind + "\" is not supported; known are " + kinds());
    }
    return store.list(kind, namespace).stream().map(this::resource).toList();
  }

  @Override
  public CompletableFuture<Void> delete(ResourceKey key, Optional<Duration> grace) {
    StoredObject object;
    synchronized (store) {
      object = required(key);
      if (key.kind().equals("ConfigMap")) {
        store.write(true, List.of(new Change.Drop(key)));
      } else {
        markDeleting(object, grace);
        if (key.kind().equals("Deployment") && grace.isPresent()) {
          markPodsOf(object, grace);
        }
      }
    }
    StoredObject now = store.get(key, object.uid()).orElse(object);
    if (key.kind().equals("ConfigMap")) {
      changed(now);
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> future = controllers.whenGone(now);
    changed(now);
    return future;
  }

  @Override
  public Resource scale(ResourceKey key, int replicas) {
    if (!key.kind().equals("Deployment")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, key + " has no replicas; a Deployment has");
    }
    if (replicas < 0 || replicas > 10_000) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "replicas must be 0 to 10000, but are " + replicas);
    }
    StoredObject next;
    synchronized (store) {
      StoredObject before = required(key);
      if (before.deleting()) {
        throw new CarobException(ErrorCode.FAILED_PRECONDITION, key + " is being deleted");
      }
      next = ResourceEdits.scaled(before, replicas);
      store.write(true, List.of(new Change.Put(next)));
    }
    changed(next);
    return resource(next);
  }

  @Override
  public Subscription watch(Consumer<ResourceKey> listener) {
    watchers.add(listener);
    return () -> watchers.remove(listener);
  }

  /** Tells those who watch: the object is new, different or gone, or its status is. */
  public void tell(ResourceKey key) {
    for (Consumer<ResourceKey> watcher : watchers) {
      try {
        watcher.accept(key);
      } catch (RuntimeException e) {
        LOG.warn("a watcher of resources failed", e);
      }
    }
  }

  private void changed(StoredObject object) {
    controllers.changed(object);
    tell(object.key());
  }

  /** Keeps a pod that a controller made; its name is new. */
  public void create(ObjectNode pod) {
    StoredObject object = ResourceEdits.born(pod, clock.get());
    synchronized (store) {
      if (store.get(object.key()).isPresent()) {
        throw new CarobException(ErrorCode.ALREADY_EXISTS, object.key() + " is there already");
      }
      store.write(true, List.of(new Change.Put(object)));
    }
    changed(object);
  }

  /** Begins to delete a pod for a controller; nothing to do when it is gone. */
  public void deleteOwned(StoredObject pod) {
    synchronized (store) {
      store.get(pod.key(), pod.uid()).ifPresent(object -> markDeleting(object, Optional.empty()));
    }
    store.get(pod.key(), pod.uid()).ifPresent(this::changed);
  }

  private void markPodsOf(StoredObject deployment, Optional<Duration> grace) {
    for (StoredObject pod : store.list("Pod", Optional.of(deployment.key().namespace()))) {
      if (pod.ownerUid().equals(deployment.uid())) {
        markDeleting(pod, grace);
      }
    }
  }

  private void markDeleting(StoredObject object, Optional<Duration> grace) {
    Duration time = grace.orElse(object.grace());
    ResourceEdits.deleting(object, time, clock.get())
        .ifPresent(next -> store.write(true, List.of(new Change.Put(next))));
  }

  private StoredObject required(ResourceKey key) {
    return store
        .get(key)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.NOT_FOUND,
                    key.kind()
                        + " "
                        + key.name()
                        + " is not there in namespace "
                        + key.namespace()));
  }

  private Resource resource(StoredObject object) {
    ObjectNode tree = object.copy();
    controllers.status(object).ifPresent(status -> tree.set("status", status));
    return new Resource(object.key(), object.uid(), tree.toString());
  }

  private void warn(Manifest manifest) {
    if (!manifest.ignored().isEmpty()) {
      events.record(
          "Warning",
          "Ignored",
          manifest.key(),
          "These fields have no effect in this release: " + String.join(", ", manifest.ignored()));
    }
  }
}
