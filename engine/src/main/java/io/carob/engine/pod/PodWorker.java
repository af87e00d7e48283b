package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.Sandbox;
import io.carob.engine.Loop;
import io.carob.engine.pod.ContainerState.Phase;
import io.carob.engine.pod.PodState.SandboxState;
import io.carob.engine.resource.StoredObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Brings one pod from what it is to what it should be, one turn at a time. A turn looks at what was
 * heard, does what can be done now, and ends; the next thing heard, a timer or a change of the
 * resource triggers the next turn. It relies on nothing but the store and the drivers, so a new
 * worker over an old pod just goes on: that is adoption.
 */
final class PodWorker {

  private static final Logger LOG = LoggerFactory.getLogger(PodWorker.class);

  private static final int MOST_STOPS = 4;

  /** What the tries of the pod as a whole are counted under; no container can be called so. */
  private static final String POD = "/pod";

  private static final String TURN = "/turn";
  private static final String OWED = "/owed";
  private static final String STOP = "/stop";

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
  private final ContainerTurns containers;
  private final PodEvents events;
  private final PodEnding ending;
  private final Loop loop;
  private final PodTimer timer;
  private final Tries tries;
  private final Set<String> changedObjects = ConcurrentHashMap.newKeySet();
  private volatile boolean hurry;
  private boolean seen;
  private boolean hasten;
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
    this.events = new PodEvents(node.events(), object.key());
    ImagePulls pulls = new ImagePulls(node, events, this::hurry);
    ContainerSteps steps = new ContainerSteps(node, folder, cell, watch, pulls);
    this.ending = new PodEnding(node, cell, steps, sandbox, volumes, folder, events);
    this.tries = new Tries(node, timer);
    this.containers = new ContainerTurns(node, cell, folder, steps, events, ending, tries, timer);
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

  /**
   * However a turn ends, another one follows when something is left to do. What is logged in it
   * carries the pod, as {@code context.pod} and {@code context.pod.uid} in the log's JSON form.
   */
  private void turn() {
    boolean ended = false;
    MDC.put("pod", firstView.key().namespace() + "/" + firstView.key().name());
    MDC.put("pod.uid", firstView.uid());
    try {
      LOG.debug("a turn of pod {}", firstView.key());
      if (!gone) {
        look();
      }
      ended = true;
    } finally {
      if (!ended) {
        tries.again(TURN);
      } else {
        tries.forget(TURN);
      }
      MDC.remove("pod");
      MDC.remove("pod.uid");
    }
  }

  private void look() {
    boolean adopted = !seen && cell.begun() && cell.get().sandbox() != null;
    Optional<StoredObject> object = node.store().get(firstView.key(), firstView.uid());
    try {
      if (object.isPresent()) {
        step(new PodView(object.get(), firstView.spec()));
        payLater();
      }
    } catch (CarobException e) {
      failed(object, e);
    } catch (RuntimeException | LinkageError e) { // a driver's bundle may just be on its way out
      failed(object, new CarobException(ErrorCode.INTERNAL, "unexpected failure: " + e, e));
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

  /** What happened in this turn and could not be written is written by a later one. */
  private void payLater() {
    if (node.store().get(firstView.key(), firstView.uid()).isEmpty()) {
      return;
    }
    try {
      cell.pay();
      tries.forget(OWED);
    } catch (CarobException e) {
      events.warning("FailedSync", e.getMessage());
      tries.again(OWED);
    }
  }

  private void failed(Optional<StoredObject> object, CarobException e) {
    boolean deleting = object.filter(StoredObject::deleting).isPresent();
    retryPod(deleting ? "FailedKillPod" : "FailedSync", e);
    if (stopping.getAsBoolean() && tries.count(STOP) >= MOST_STOPS) {
      if (ending.over()) {
        stopped.complete(null); // only removals or records are missing: the next service goes on
      } else {
        stopped.completeExceptionally(e);
      }
    }
  }

  private void step(PodView pod) {
    if (!cell.begun()) {
      cell.note(PodBirth.of(pod, node.work().now()));
      if (!pod.object().deleting()) {
        events.normal("Scheduled", "assigned to node " + node.config().nodeName());
      }
    }
    if (!seen) {
      // What changed while no engine ran is not known: whatever was shown is shown again.
      cell.get().volumes().values().forEach(volume -> changedObjects.addAll(volume.objects()));
    }
    if (stopping.getAsBoolean() && !hasten) {
      hasten = true;
      tries.forget(POD);
    }
    listen(pod);
    watchAll();
    if (pod.object().deleting()) {
      ending.delete(pod).ifPresent(timer::wakeAt);
      tries.forget(POD);
    } else if (stopping.getAsBoolean()) {
      stop(pod);
    } else if (!cell.get().outcome().isEmpty()) {
      ending.release(pod);
      tries.forget(POD);
    } else {
      live(pod);
    }
  }

  private void stop(PodView pod) {
    Optional<Instant> later = ending.stop(pod);
    later.ifPresent(timer::wakeAt);
    if (later.isEmpty()) {
      stopped.complete(null);
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
          containers.ended(pod, c, heard.exit());
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
      watch.sandbox(state);
    }
  }

  private void live(PodView pod) {
    cell.pay();
    if (hurry) {
      hurry = false;
      containers.forgetDelays();
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
    tries.forget(POD);
    if (there.isPresent()) {
      if (!cell.get().message().isEmpty()) {
        cell.note(s -> s.withMessage(""));
      }
      containers.run(pod, there.get());
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
      tries.again("republish");
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

  private void retryPod(String reason, CarobException e) {
    events.warning(reason, e.getMessage());
    if (cell.begun() && !cell.get().message().equals(e.getMessage())) {
      String text = String.valueOf(e.getMessage());
      cell.note(s -> s.withMessage(text));
    }
    tries.again(POD);
  }
}
