package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.engine.Loop;
import io.carob.engine.pod.ContainerState.Phase;
import io.carob.engine.pod.PodState.SandboxState;
import io.carob.engine.resource.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings one pod from what it is to what it should be, one turn at a time. A turn looks at what was
 * heard, does what can be done now, and ends; the next thing heard, a timer or a change of the
 * resource triggers the next turn. It relies on nothing but the store and the drivers, so a new
 * worker over an old pod just goes on: that is adoption.
 */
final class PodWorker {

  private static final Backoff RETRY =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(10));

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final int MOST_STOPS = 4;

  /** What the tries of the pod as a whole are counted under; no container can be called so. */
  private static final String POD = "/pod";

  private final Node node;
  private final PodView firstView;
  private final PodListener listener;
  private final BooleanSupplier stopping;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final PodCell cell;
  private final PodWatch watch;
  private final PodFolder folder;
  private final VolumeSteps volumes;
  private final SandboxSteps sandbox;
  private final ContainerSteps containers;
  private final PodEvents events;
  private final PodEnding ending;
  private final Loop loop;
  private final PodTimer timer;
  private final Map<String, Integer> tries = new ConcurrentHashMap<>();
  private final Set<String> changedObjects = ConcurrentHashMap.newKeySet();
  private volatile boolean hurry;
  private boolean seen;
  private boolean gone;

  PodWorker(Node node, StoredObject object, PodListener listener, BooleanSupplier stopping) {
    this.node = node;
    this.firstView = PodView.of(object);
    this.listener = listener;
    this.stopping = stopping;
    this.loop = new Loop(node.work(), this::turn);
    this.timer = new PodTimer(node.work(), loop::trigger);
    this.cell = new PodCell(node, object.uid(), () -> listener.changed(this));
    this.watch = new PodWatch(node, object.uid(), loop::trigger);
    this.folder = new PodFolder(node.layout(), object.uid());
    this.volumes = new VolumeSteps(node, folder, cell);
    this.sandbox = new SandboxSteps(node, cell, watch);
    this.containers = new ContainerSteps(node, folder, cell, watch);
    this.events = new PodEvents(node.events(), object.key());
    this.ending = new PodEnding(node, cell, containers, sandbox, volumes, folder, events);
  }

  PodView view() {
    return node.store()
        .get(firstView.key(), firstView.uid())
        .map(object -> new PodView(object, firstView.spec()))
        .orElse(firstView);
  }

  Optional<PodState> state() {
    return Optional.ofNullable(cell.peek());
  }

  PodFolder folder() {
    return folder;
  }

  void trigger() {
    loop.trigger();
  }

  /** Completes when the node is stopping and nothing of the pod runs any more. */
  CompletableFuture<Void> stopped() {
    return stopped;
  }

  /** Something that the pod may wait for has come: tries again at once. */
  void hurry() {
    hurry = true;
    loop.trigger();
  }

  /** A config object changed. */
  void objectChanged(String object) {
    changedObjects.add(object);
    hurry();
  }

  private void turn() {
    if (gone) {
      return;
    }
    boolean adopted = !seen && cell.begun() && cell.get().sandbox() != null;
    Optional<StoredObject> object = node.store().get(firstView.key(), firstView.uid());
    try {
      if (object.isPresent()) {
        step(new PodView(object.get(), firstView.spec()));
      }
    } catch (CarobException e) {
      retryPod(failedWord(object), e);
    } catch (RuntimeException | LinkageError e) { // a driver's bundle may just be on its way out
      retryPod("FailedSync", new CarobException(ErrorCode.INTERNAL, "unexpected failure: " + e, e));
    }
    if (!seen) {
      seen = true;
      listener.seen(this, adopted && sandbox.present().isPresent());
    }
    if (node.store().get(firstView.key(), firstView.uid()).isEmpty()) {
      gone = true;
      stopped.complete(null);
      listener.gone(this);
    }
  }

  private static String failedWord(Optional<StoredObject> object) {
    return object.filter(StoredObject::deleting).isPresent() ? "FailedKillPod" : "FailedSync";
  }

  private void step(PodView pod) {
    if (!cell.begun()) {
      cell.set(PodBirth.of(pod, node.work().now()));
      if (!pod.object().deleting()) {
        events.normal("Scheduled", "assigned to node " + node.config().nodeName());
      }
    }
    if (!seen) {
      // What changed while no engine ran is not known: whatever was shown is shown again.
      cell.get().volumes().values().forEach(volume -> changedObjects.addAll(volume.objects()));
    }
    listen(pod);
    watchAll();
    if (pod.object().deleting()) {
      ending.delete(pod).ifPresent(this::wakeAt);
      tries.remove(POD);
    } else if (stopping.getAsBoolean()) {
      stop(pod);
    } else if (!cell.get().outcome().isEmpty()) {
      ending.release(pod);
      tries.remove(POD);
    } else {
      live(pod);
    }
  }

  private void stop(PodView pod) {
    try {
      Optional<Instant> later = ending.stop(pod);
      later.ifPresent(this::wakeAt);
      if (later.isEmpty()) {
        stopped.complete(null);
      }
    } catch (CarobException e) {
      if (count("stop") >= MOST_STOPS) {
        stopped.completeExceptionally(e);
      }
      throw e;
    }
  }

  /** Takes in what was heard since the last turn. */
  private void listen(PodView pod) {
    for (PodWatch.Heard heard = watch.next(); heard != null; heard = watch.next()) {
      if (heard.id().isEmpty()) {
        SandboxState state = cell.get().sandbox();
        if (state != null && state.there() && !state.lost()) {
          sandbox.lost();
        }
        continue;
      }
      for (ContainerState c : cell.get().containers()) {
        if (c.live() && c.made() != null && c.made().id().equals(heard.id())) {
          ended(pod, c, heard.exit());
        }
      }
    }
  }

  private void watchAll() {
    for (ContainerState c : cell.get().containers()) {
      if (c.phase() == Phase.RUNNING && c.made() != null) {
        watch.container(c.made());
      }
    }
    SandboxState state = cell.get().sandbox();
    if (state != null && sandbox.present().isPresent()) {
      watch.sandbox(state.driver());
    }
  }

  private void live(PodView pod) {
    if (hurry) {
      hurry = false;
      forgetDelays();
    }
    republish(pod);
    try {
      volumes.publishMissing(pod);
    } catch (CarobException e) {
      retryPod("FailedMount", e);
      return;
    }
    Optional<Sandbox> there;
    try {
      there = sandboxThere(pod);
    } catch (CarobException e) {
      retryPod("FailedCreatePodSandBox", e);
      return;
    }
    tries.remove(POD);
    if (there.isPresent()) {
      if (!cell.get().message().isEmpty()) {
        cell.update(s -> s.withMessage(""));
      }
      runContainers(pod, there.get());
    }
  }

  private void republish(PodView pod) {
    Set<String> objects = new HashSet<>(changedObjects);
    try {
      volumes.republish(pod, objects);
      changedObjects.removeAll(objects);
    } catch (CarobException e) {
      events.warning("FailedMount", e.getMessage());
      if (e.code() == ErrorCode.NOT_FOUND) {
        changedObjects.removeAll(objects); // it keeps showing what was there before
        return;
      }
      wakeAt(node.work().now().plus(RETRY.retry(count("republish"))));
    }
  }

  private Optional<Sandbox> sandboxThere(PodView pod) {
    SandboxState state = cell.get().sandbox();
    if (state != null && state.there() && !state.lost() && sandbox.present().isEmpty()) {
      sandbox.adopt(pod, state);
      state = cell.get().sandbox();
    }
    if (state != null && state.lost()) {
      if (!ending.clearLostSandbox(pod)) {
        return Optional.empty();
      }
      state = null;
    }
    if (state == null || !state.there()) {
      folder.make(folder.path());
      sandbox.make(pod);
    }
    folder.write("hostname", pod.hostname() + "\n");
    folder.write("hosts", HostFiles.hosts(pod, cell.get().addresses(), HostFacts.hosts()));
    folder.write("resolv.conf", HostFiles.resolvConf(pod, HostFacts.resolvConf(pod.hostNetwork())));
    return sandbox.present();
  }

  private void runContainers(PodView pod, Sandbox there) {
    for (ContainerState c : cell.get().containers()) {
      if (c.phase() == Phase.MAKING && c.made() != null) {
        bring(pod, there, c, c.made());
      }
    }
    while (true) {
      PodPlan plan = PodPlan.of(pod.restartPolicy(), cell.get(), node.work().now());
      if (!plan.outcome().isEmpty()) {
        cell.update(s -> s.withOutcome(plan.outcome()));
        ending.release(pod);
        return;
      }
      if (plan.start().isEmpty()) {
        plan.wakeAt().ifPresent(this::wakeAt);
        return;
      }
      for (String name : plan.start()) {
        start(pod, there, name);
      }
    }
  }

  private void start(PodView pod, Sandbox there, String name) {
    ContainerState before = cell.container(name);
    Made made;
    try {
      made = containers.decide(pod, name);
      containers.remove(before.made());
    } catch (NotYet e) {
      delay(name, e.reason(), e.why());
      return;
    } catch (CarobException e) {
      delay(name, "CreateContainerError", e);
      return;
    }
    ContainerState making = before.making(made);
    cell.put(making);
    folder.dropLogsBefore(name, making.attempt() - 1);
    bring(pod, there, making, made);
  }

  private void bring(PodView pod, Sandbox there, ContainerState state, Made made) {
    try {
      containers.started(state, made, containers.bring(pod, there, state, made));
      tries.remove(state.name());
      events.normal("Started", "Started container " + state.name());
    } catch (CarobException e) {
      if (StartFailure.countsAsRun(e.code())) {
        events.warning("Failed", "Error: " + e.getMessage());
        containers.remove(made);
        ended(pod, state, StartFailure.ended(made, e, node.work().now()));
      } else {
        containers.remove(made);
        cell.put(state.unmade());
        delay(state.name(), "CreateContainerError", e);
      }
    }
  }

  private void ended(PodView pod, ContainerState c, @Nullable ExitStatus exit) {
    ended(pod, c, Endings.of(c, exit, node.work().now()));
  }

  private void ended(PodView pod, ContainerState c, Ended how) {
    Backoff backoff = node.restartBackoff();
    int failures = backoff.failures(c.failures(), Duration.between(how.started(), how.finished()));
    Duration delay = backoff.delay(failures);
    boolean again = PodPlan.restarts(pod.restartPolicy(), c.init(), how.code());
    ContainerState next = c.ended(how, failures, again ? how.finished().plus(delay) : null);
    if (again && !delay.isZero() && !pod.object().deleting()) {
      next = next.waiting("CrashLoopBackOff", Endings.backOffMessage(delay, c.name(), pod.key()));
      events.warning(
          "BackOff", "Back-off restarting failed container " + c.name() + ": " + next.message());
    }
    cell.put(next);
  }

  private void delay(String name, String reason, CarobException e) {
    Duration delay = RETRY.retry(count(name));
    if (e.code() == ErrorCode.NOT_FOUND && delay.compareTo(LOOK_AGAIN) > 0) {
      delay = LOOK_AGAIN; // to look for an image or a config object costs nothing
    }
    ContainerState c = cell.container(name);
    events.warning("Failed", "Error: " + reason + ": " + e.getMessage());
    cell.put(
        c.waitingUntil(
            reason, String.valueOf(e.getMessage()), node.work().now().plus(delay), c.failures()));
  }

  private void forgetDelays() {
    for (ContainerState c : cell.get().containers()) {
      if (!c.live() && c.notBefore() != null && !c.waiting().equals("CrashLoopBackOff")) {
        tries.remove(c.name());
        cell.put(c.waitingUntil(c.waiting(), c.message(), null, c.failures()));
      }
    }
  }

  private void retryPod(String reason, CarobException e) {
    events.warning(reason, e.getMessage());
    if (cell.begun() && !cell.get().message().equals(e.getMessage())) {
      String text = String.valueOf(e.getMessage());
      cell.update(s -> s.withMessage(text));
    }
    wakeAt(node.work().now().plus(RETRY.retry(count(POD))));
  }

  private int count(String what) {
    return tries.merge(what, 1, Integer::sum);
  }

  private void wakeAt(Instant when) {
    timer.wakeAt(when);
  }
}
