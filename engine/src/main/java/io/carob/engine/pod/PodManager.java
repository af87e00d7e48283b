package io.carob.engine.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverUses;
import io.carob.api.node.HostCheck;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.Pods;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ExecSession;
import io.carob.engine.log.LogRange;
import io.carob.engine.log.LogStream;
import io.carob.engine.pod.ContainerState.Phase;
import io.carob.engine.resource.StoredObject;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All pods of the node, one worker each. */
public final class PodManager implements Pods, PodListener {

  private static final Logger LOG = LoggerFactory.getLogger(PodManager.class);

  private final Node node;
  private final PodInfos infos;
  private final Map<String, PodWorker> workers = new ConcurrentHashMap<>();
  private final PassedOn passedOn = new PassedOn(workers::keySet);
  private final Map<String, CompletableFuture<Void>> gone = new ConcurrentHashMap<>();
  private final List<Consumer<StoredObject>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
  private final Adoption adoption;
  private volatile boolean stopping;
  private final String hostAddress = HostFacts.address();

  /**
   * Makes a manager that runs nothing yet.
   *
   * @param node the primitives
   */
  public PodManager(Node node) {
    this.node = node;
    this.infos = new PodInfos(node);
    this.adoption = new Adoption(node);
  }

  /** Takes up every pod of the store, and clears what belongs to none. */
  public void start() {
    List<StoredObject> pods = node.store().list("Pod", Optional.empty());
    adoption.expect(pods.stream().map(StoredObject::uid).toList());
    for (StoredObject pod : pods) {
      try {
        wake(pod);
      } catch (CarobException e) {
        node.events()
            .record("Warning", "FailedSync", pod.key(), "cannot be read: " + e.getMessage());
        adoption.seen(pod.uid(), false);
      }
    }
  }

  /** Whether pods of the service before are not yet taken over. */
  public boolean adopting() {
    return !adoption.isDone();
  }

  /** Says what belongs to no pod and could not be cleared at the start. */
  public HostCheck leftovers() {
    return adoption::stays;
  }

  /** Checks that what is kept for pods belongs to one. */
  public PodsCheck check() {
    return new PodsCheck(node, () -> Set.copyOf(workers.keySet()));
  }

  /** Hears of each change of a pod, with the pod; also when it is gone. */
  public void listen(Consumer<StoredObject> listener) {
    listeners.add(listener);
  }

  /** The pod is new or its resource changed. */
  public void wake(StoredObject pod) {
    workers
        .computeIfAbsent(pod.uid(), uid -> new PodWorker(node, pod, this, () -> stopping))
        .trigger();
  }

  /** Something came that pods may wait for. */
  public void hurryAll() {
    workers.values().forEach(PodWorker::hurry);
  }

  /** A config object is new, different or gone. */
  public void objectChanged(ResourceKey key) {
    for (PodWorker worker : workers.values()) {
      if (worker.view().key().namespace().equals(key.namespace())) {
        worker.objectChanged(key.toString());
      }
    }
  }

  /** Completes when nothing of the pod is left. */
  public CompletableFuture<Void> whenGone(StoredObject pod) {
    CompletableFuture<Void> future =
        gone.computeIfAbsent(pod.uid(), uid -> new CompletableFuture<>());
    if (node.store().get(pod.key(), pod.uid()).isEmpty()) {
      future.complete(null);
      gone.remove(pod.uid());
    }
    return future.copy();
  }

  /** The status of a pod in Kubernetes' form. */
  public ObjectNode status(StoredObject pod) {
    PodWorker worker = workers.get(pod.uid());
    PodView view = worker == null ? PodView.of(pod) : worker.view();
    return PodStatus.of(view, worker == null ? null : worker.state().orElse(null), hostAddress);
  }

  /** Whether all containers of the pod run. */
  public boolean ready(StoredObject pod) {
    PodWorker worker = workers.get(pod.uid());
    return worker != null && worker.state().filter(PodStatus::ready).isPresent();
  }

  @Override
  public void changed(PodWorker worker) {
    tell(worker);
  }

  @Override
  public void seen(PodWorker worker, boolean adopted) {
    adoption.seen(worker.view().uid(), adopted);
  }

  @Override
  public void gone(PodWorker worker) {
    String uid = worker.view().uid();
    workers.remove(uid, worker);
    passedOn.forget(uid);
    CompletableFuture<Void> future = gone.remove(uid);
    if (future != null) {
      future.complete(null);
    }
    tell(worker);
  }

  /** Nobody who listens can hold up a pod. */
  private void tell(PodWorker worker) {
    onChange.forEach(listener -> tell(worker, listener));
    listeners.forEach(listener -> tell(worker, () -> listener.accept(worker.view().object())));
  }

  private static void tell(PodWorker worker, Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.warn("who listens to pod {} failed", worker.view().key(), e);
    }
  }

  @Override
  public List<PodInfo> list(Optional<String> namespace) {
    List<PodInfo> out = new ArrayList<>();
    for (StoredObject pod : node.store().list("Pod", namespace)) {
      PodWorker worker = workers.get(pod.uid());
      if (worker != null) {
        out.add(infos.of(worker));
      }
    }
    return out;
  }

  @Override
  public Optional<PodInfo> find(String namespace, String name) {
    return node.store()
        .get(new ResourceKey("Pod", namespace, name))
        .flatMap(pod -> Optional.ofNullable(workers.get(pod.uid())))
        .map(infos::of);
  }

  /** Whether the node is ending its pods. */
  public boolean stopping() {
    return stopping;
  }

  @Override
  public CompletableFuture<Void> stopAll() {
    stopping = true;
    List<PodWorker> all = List.copyOf(workers.values());
    all.forEach(PodWorker::trigger);
    CompletableFuture<?>[] each =
        all.stream().map(PodWorker::stopped).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(each)
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                throw notAllStopped(all);
              }
              return null;
            });
  }

  private static CarobException notAllStopped(List<PodWorker> all) {
    CarobException failure =
        new CarobException(
            ErrorCode.INTERNAL, "not every pod could be ended; see the suppressed failures");
    for (PodWorker worker : all) {
      worker
          .stopped()
          .exceptionally(
              why -> {
                failure.addSuppressed(why);
                return null;
              });
    }
    return failure;
  }

  @Override
  public InputStream log(LogRequest request) {
    PodWorker worker = worker(request.namespace(), request.pod());
    ContainerState c = containerFor(worker, request);
    int run = request.previous() ? c.attempt() - 1 : c.attempt();
    Path file = worker.folder().log(c.name(), Math.max(0, run));
    String place = request.pod() + "/" + c.name();
    if (request.previous() && (run < 0 || !Files.exists(file))) {
      throw new CarobException(
          ErrorCode.NOT_FOUND, "container " + place + " has no previous run with a log");
    }
    if (c.attempt() < 0) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "container "
              + place
              + " has not started yet: "
              + c.waiting()
              + (c.message().isEmpty() ? "" : ", " + c.message()));
    }
    LogStream stream =
        LogStream.open(
            file,
            new LogRange(request.tail(), request.since(), request.timestamps(), request.output()),
            request.follow() && !request.previous());
    if (request.follow() && !request.previous()) {
      endWith(stream, worker, c.name(), run);
    }
    return stream;
  }

  /** Ends a followed log with the run that it belongs to. */
  private void endWith(LogStream stream, PodWorker worker, String container, int run) {
    Runnable check =
        () -> {
          boolean over =
              !workers.containsValue(worker)
                  || worker
                      .state()
                      .map(s -> s.container(container))
                      .filter(c -> c.attempt() == run && c.phase() != Phase.ENDED)
                      .isEmpty();
          if (over) {
            stream.drainAndEnd();
          }
        };
    onChange.add(check);
    stream.onClose(() -> onChange.remove(check));
    check.run();
  }

  @Override
  public ExecSession exec(
      String namespace, String pod, Optional<String> container, List<String> args) {
    PodWorker worker = worker(namespace, pod);
    PodState state =
        worker
            .state()
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.FAILED_PRECONDITION, "pod " + pod + " has not started yet"));
    ContainerState c =
        state.containers().stream()
            .filter(each -> container.map(each.name()::equals).orElse(!each.init()))
            .findFirst()
            .orElseThrow(() -> noContainer(pod, container.orElse(""), worker));
    Made made = c.made();
    if (c.phase() != Phase.RUNNING || made == null) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "container " + pod + "/" + c.name() + " does not run; see: carob describe pod " + pod);
    }
    return node.runtimes()
        .call(
            made.runtime(),
            made.id(),
            r -> {
              Forms.check(r, "container " + pod + "/" + c.name(), made.form());
              return r.exec(made.id(), node.layout().container(made.id()), args, List.of());
            });
  }

  /** What pods need drivers for. */
  public DriverUses uses() {
    return new PodUses(workers.values(), node::config, passedOn);
  }

  /** Knows of drivers that pods need by way of others. */
  public PassedOn passedOn() {
    return passedOn;
  }

  private ContainerState containerFor(PodWorker worker, LogRequest request) {
    PodState state = worker.state().orElseGet(() -> PodBirth.of(worker.view(), node.work().now()));
    if (request.container().isPresent()) {
      String name = request.container().get();
      return state.containers().stream()
          .filter(c -> c.name().equals(name))
          .findFirst()
          .orElseThrow(() -> noContainer(request.pod(), name, worker));
    }
    List<ContainerState> main = state.containers().stream().filter(c -> !c.init()).toList();
    if (main.size() > 1) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "pod " + request.pod() + " has several containers; name one of " + names(worker));
    }
    return main.get(0);
  }

  private PodWorker worker(String namespace, String name) {
    return node.store()
        .get(new ResourceKey("Pod", namespace, name))
        .flatMap(pod -> Optional.ofNullable(workers.get(pod.uid())))
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.NOT_FOUND,
                    "pod " + name + " is not there in namespace " + namespace));
  }

  private static CarobException noContainer(String pod, String name, PodWorker worker) {
    return new CarobException(
        ErrorCode.NOT_FOUND,
        "pod " + pod + " has no container \"" + name + "\"; it has " + names(worker));
  }

  private static List<String> names(PodWorker worker) {
    return worker.view().containers().stream().map(c -> c.getName()).toList();
  }
}
