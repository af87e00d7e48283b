package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ExitStatus;
import io.carob.engine.pod.PodState.SandboxState;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the ends of a pod's processes. What drivers say arrives in a queue, and the pod's loop
 * is triggered; when a driver instance goes, the next one is asked.
 */
final class PodWatch {

  private static final Duration NEXT_INSTANCE = Duration.ofMillis(200);
  private static final Duration NO_INSTANCE = Duration.ofSeconds(2);

  /**
   * What was heard.
   *
   * @param id the container's id; empty for the sandbox
   * @param exit how a container ended; null for a sandbox, and when there is no such container
   */
  record Heard(String id, @Nullable ExitStatus exit) {}

  private final Node node;
  private final String uid;
  private final Runnable trigger;
  private final Set<String> watched = new HashSet<>();
  private final Queue<Runnable> again = new ConcurrentLinkedQueue<>();
  private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

  PodWatch(Node node, String uid, Runnable trigger) {
    this.node = node;
    this.uid = uid;
    this.trigger = trigger;
  }

  /** The next thing heard, or null. Called by the pod's loop alone, as all below. */
  @Nullable Heard next() {
    for (Runnable forget = again.poll(); forget != null; forget = again.poll()) {
      forget.run();
    }
    return heard.poll();
  }

  void container(Made made) {
    subscribe(
        made.id(),
        () ->
            node.runtimes()
                .call(
                    made.runtime(),
                    made.id(),
                    r -> {
                      Forms.check(r, "container " + made.id(), made.form());
                      return r.exit(made.id(), node.layout().container(made.id()));
                    }));
  }

  void sandbox(SandboxState state) {
    subscribe(
        "",
        () ->
            node.sandboxes()
                .call(
                    state.driver(),
                    uid,
                    d -> {
                      Forms.check(d, "the sandbox of pod " + uid, state.form());
                      return d.exit(uid, node.layout().sandbox(uid));
                    })
                .thenApply(nothing -> null));
  }

  void forget(String id) {
    watched.remove(id);
  }

  private void subscribe(
      String id, Supplier<? extends CompletableFuture<? extends @Nullable ExitStatus>> call) {
    if (!watched.add(id)) {
      return;
    }
    CompletableFuture<? extends @Nullable ExitStatus> future;
    try {
      future = call.get();
    } catch (CarobException e) {
      watched.remove(id);
      if (e.code() == ErrorCode.NOT_FOUND) {
        heard.add(new Heard(id, null));
        node.work().run(trigger);
      } else {
        node.work().after(NO_INSTANCE, trigger);
      }
      return;
    }
    var unused = future.whenComplete((exit, failure) -> told(id, exit, failure));
  }

  private void told(String id, @Nullable ExitStatus exit, @Nullable Throwable failure) {
    if (failure == null) {
      heard.add(new Heard(id, exit));
      trigger.run();
    } else if (code(failure) == ErrorCode.NOT_FOUND) {
      heard.add(new Heard(id, null));
      trigger.run();
    } else {
      again.add(() -> watched.remove(id));
      node.work().after(NEXT_INSTANCE, trigger);
    }
  }

  private static ErrorCode code(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure;
    return cause instanceof CarobException e ? e.code() : ErrorCode.INTERNAL;
  }
}
