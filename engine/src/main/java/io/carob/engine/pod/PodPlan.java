package io.carob.engine.pod;

import io.carob.engine.pod.ContainerState.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What should happen next in a pod whose sandbox and volumes are there. Pure.
 *
 * @param start containers to start now, in this order
 * @param wakeAt when to look again, if nothing else happens
 * @param outcome {@code Succeeded} or {@code Failed} when nothing will run any more; else empty
 */
record PodPlan(List<String> start, Optional<Instant> wakeAt, String outcome) {

  static PodPlan of(String restartPolicy, PodState state, Instant now) {
    Draft draft = new Draft(restartPolicy, now);
    for (ContainerState c : state.containers()) {
      if (c.init() && !draft.initDone(c)) {
        return draft.plan();
      }
    }
    List<ContainerState> main = state.containers().stream().filter(c -> !c.init()).toList();
    main.forEach(draft::consider);
    if (main.stream().allMatch(draft::finished)) {
      boolean good = main.stream().allMatch(c -> c.ended() != null && c.ended().code() == 0);
      draft.outcome = good ? "Succeeded" : "Failed";
    }
    return draft.plan();
  }

  /** Whether a container that ended so is started again. */
  static boolean restarts(String policy, boolean init, int code) {
    return switch (policy) {
      case "Always" -> !init || code != 0;
      case "OnFailure" -> code != 0;
      default -> false;
    };
  }

  private static final class Draft {
    final String policy;
    final Instant now;
    final List<String> start = new ArrayList<>();
    @Nullable Instant wakeAt;
    String outcome = "";

    Draft(String policy, Instant now) {
      this.policy = policy;
      this.now = now;
    }

    PodPlan plan() {
      return new PodPlan(List.copyOf(start), Optional.ofNullable(wakeAt), outcome);
    }

    /** Looks at one init container; false when those after it must wait. */
    boolean initDone(ContainerState c) {
      Ended ended = c.ended();
      if (c.phase() == Phase.ENDED && ended != null) {
        if (ended.code() == 0) {
          return true;
        }
        if (!restarts(policy, true, ended.code())) {
          outcome = "Failed";
          return false;
        }
      }
      consider(c);
      return false;
    }

    void consider(ContainerState c) {
      if (c.live() || finished(c)) {
        return;
      }
      Instant due = c.notBefore();
      if (due == null || !now.isBefore(due)) {
        start.add(c.name());
      } else if (wakeAt == null || due.isBefore(wakeAt)) {
        wakeAt = due;
      }
    }

    boolean finished(ContainerState c) {
      Ended ended = c.ended();
      return c.phase() == Phase.ENDED && ended != null && !restarts(policy, c.init(), ended.code());
    }
  }
}
