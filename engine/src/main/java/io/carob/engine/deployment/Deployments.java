package io.carob.engine.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import io.carob.engine.Loop;
import io.carob.engine.Work;
import io.carob.engine.resource.Change;
import io.carob.engine.resource.ObjectStore;
import io.carob.engine.resource.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All Deployments, each with a loop that keeps as many pods as it asks for. */
public final class Deployments {

  /** What the controller does with pods. */
  public interface PodControl {
    /** Keeps a new pod and starts it. */
    void create(ObjectNode pod);

    /** Begins to delete a pod, with the time it names itself. */
    void delete(StoredObject pod);

    /** Whether all its containers run. */
    boolean ready(StoredObject pod);

    /** Whether the node is ending its pods, so that nothing is to be made or replaced. */
    boolean stopping();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Deployments.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ObjectStore store;
  private final Events events;
  private final Work work;
  private final PodControl pods;
  private final Consumer<ResourceKey> looked;
  private final Map<String, Loop> loops = new ConcurrentHashMap<>();
  private final Map<String, Long> observed = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> gone = new ConcurrentHashMap<>();

  /**
   * Makes a controller that does nothing yet.
   *
   * @param store the resources
   * @param events what happened
   * @param work threads
   * @param pods what is done with pods
   * @param looked hears of each Deployment that looked at its pods: its status may have changed
   */
  public Deployments(
      ObjectStore store, Events events, Work work, PodControl pods, Consumer<ResourceKey> looked) {
    this.store = store;
    this.events = events;
    this.work = work;
    this.pods = pods;
    this.looked = looked;
  }

  /** Takes up every Deployment of the store. */
  public void start() {
    store.list("Deployment", Optional.empty()).forEach(this::wake);
  }

  /** The Deployment is new or its resource changed. */
  public void wake(StoredObject deployment) {
    loops
        .computeIfAbsent(deployment.uid(), uid -> new Loop(work, () -> turn(deployment.key(), uid)))
        .trigger();
  }

  /** A pod changed; its Deployment, if it has one, looks again. */
  public void podChanged(StoredObject pod) {
    Loop loop = loops.get(pod.ownerUid());
    if (loop != null) {
      loop.trigger();
    }
  }

  /** Completes when the Deployment and its pods are gone. */
  public CompletableFuture<Void> whenGone(StoredObject deployment) {
    CompletableFuture<Void> future =
        gone.computeIfAbsent(deployment.uid(), uid -> new CompletableFuture<>());
    if (store.get(deployment.key(), deployment.uid()).isEmpty()) {
      future.complete(null);
      gone.remove(deployment.uid());
    }
    return future.copy();
  }

  /** The status in Kubernetes' form. */
  public ObjectNode status(StoredObject deployment) {
    return DeploymentStatus.of(
        wanted(deployment),
        Strategy.of(deployment.tree().path("spec")),
        observed.getOrDefault(deployment.uid(), 0L),
        replicas(deployment, owned(deployment)),
        deployment.created());
  }

  private void turn(ResourceKey key, String uid) {
    try {
      step(key, uid);
      looked.accept(key);
    } catch (RuntimeException e) {
      LOG.warn("a step of the Deployment {} failed; it is tried again", uid, e);
      Loop loop = loops.get(uid);
      if (loop != null) {
        work.after(RETRY, loop::trigger);
      }
    }
  }

  private void step(ResourceKey key, String uid) {
    Optional<StoredObject> found = store.get(key, uid);
    if (found.isEmpty()) {
      loops.remove(uid);
      return;
    }
    StoredObject deployment = found.get();
    if (pods.stopping() && !deployment.deleting()) {
      return;
    }
    List<StoredObject> owned = owned(deployment);
    if (deployment.deleting()) {
      end(deployment, owned);
      return;
    }
    ReplicaPlan plan =
        ReplicaPlan.of(
            wanted(deployment),
            Strategy.of(deployment.tree().path("spec")),
            replicas(deployment, owned));
    for (StoredObject pod : owned) {
      if (plan.delete().contains(pod.key().name())) {
        pods.delete(pod);
        say(deployment, "SuccessfulDelete", "Deleted pod: " + pod.key().name());
      }
    }
    for (int i = 0; i < plan.create(); i++) {
      ObjectNode pod =
          PodTemplate.pod(deployment, bound -> ThreadLocalRandom.current().nextInt(bound));
      pods.create(pod);
      say(
          deployment,
          "SuccessfulCreate",
          "Created pod: " + pod.path("metadata").path("name").asText());
    }
    observed.put(uid, deployment.generation());
  }

  private void end(StoredObject deployment, List<StoredObject> owned) {
    for (StoredObject pod : owned) {
      if (!pod.deleting()) {
        pods.delete(pod);
      }
    }
    if (owned.isEmpty()) {
      store.write(true, List.of(new Change.Drop(deployment.key())));
      loops.remove(deployment.uid());
      observed.remove(deployment.uid());
      CompletableFuture<Void> future = gone.remove(deployment.uid());
      if (future != null) {
        future.complete(null);
      }
    }
  }

  private void say(StoredObject deployment, String reason, String message) {
    events.record("Normal", reason, deployment.key(), message);
  }

  private List<StoredObject> owned(StoredObject deployment) {
    return store.list("Pod", Optional.of(deployment.key().namespace())).stream()
        .filter(pod -> pod.ownerUid().equals(deployment.uid()))
        .toList();
  }

  private List<Replica> replicas(StoredObject deployment, List<StoredObject> owned) {
    String hash = PodTemplate.hash(deployment);
    return owned.stream()
        .map(
            pod ->
                new Replica(
                    pod.key().name(),
                    pod.label(PodTemplate.HASH_LABEL).equals(hash),
                    pods.ready(pod),
                    pod.deleting(),
                    pod.created()))
        .toList();
  }

  private static int wanted(StoredObject deployment) {
    return deployment.tree().path("spec").path("replicas").asInt(1);
  }
}
