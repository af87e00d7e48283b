package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ExitStatus;
import io.carob.api.sandbox.Sandbox;
import io.carob.engine.pod.ContainerState.Phase;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a turn of a pod does with its containers: starts them, counts their ends, and waits. */
final class ContainerTurns {

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
  private static final Set<ErrorCode> LOOKED_FOR =
      Set.of(ErrorCode.NOT_FOUND, ErrorCode.UNAVAILABLE);

  private final Node node;
  private final PodCell cell;
  private final PodFolder folder;
  private final ContainerSteps steps;
  private final PodEvents events;
  private final PodEnding ending;
  private final Tries tries;
  private final PodTimer timer;

  ContainerTurns(
      Node node,
      PodCell cell,
      PodFolder folder,
      ContainerSteps steps,
      PodEvents events,
      PodEnding ending,
      Tries tries,
      PodTimer timer) {
    this.node = node;
    this.cell = cell;
    this.folder = folder;
    this.steps = steps;
    this.events = events;
    this.ending = ending;
    this.tries = tries;
    this.timer = timer;
  }

  /** Goes on with each container as far as can be done now. */
  void run(PodView pod, Sandbox there) {
    for (ContainerState c : cell.get().containers()) {
      if (c.phase() == Phase.MAKING && c.made() != null) {
        bring(pod, there, c, c.made());
      }
    }
    while (true) {
      PodPlan plan = PodPlan.of(pod.restartPolicy(), cell.get(), node.work().now());
      if (!plan.outcome().isEmpty()) {
        cell.note(s -> s.withOutcome(plan.outcome()));
        cell.pay(); // what is released next is what tells of the ends
        ending.release(pod);
        return;
      }
      if (plan.start().isEmpty()) {
        plan.wakeAt().ifPresent(timer::wakeAt);
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
      made = steps.decide(pod, name);
      steps.remove(before.made());
    } catch (NotYet e) {
      notYet(name, e);
      return;
    } catch (CarobException e) {
      delay(name, "CreateContainerError", e);
      return;
    }
    ContainerState making = before.making(made);
    cell.decide(making);
    folder.dropLogsBefore(name, making.attempt() - 1);
    bring(pod, there, making, made);
  }

  private void bring(PodView pod, Sandbox there, ContainerState state, Made made) {
    try {
      steps.started(state, made, steps.bring(pod, there, state, made));
      tries.forget(state.name());
      events.normal("Started", "Started container " + state.name());
    } catch (CarobException e) {
      if (StartFailure.countsAsRun(e.code())) {
        events.warning("Failed", "Error: " + e.getMessage());
        steps.remove(made);
        ended(pod, state, StartFailure.ended(made, e, node.work().now()));
      } else {
        steps.remove(made);
        cell.note(state.unmade());
        delay(state.name(), "CreateContainerError", e);
      }
    }
  }

  /** It has ended by itself; how, where that is known. */
  void ended(PodView pod, ContainerState c, @Nullable ExitStatus exit) {
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
    cell.note(next);
  }

  private void notYet(String name, NotYet e) {
    if (e.until() == null) {
      delay(name, e.reason(), e.why());
      return;
    }
    if (!e.quiet()) {
      events.warning("Failed", "Error: " + e.reason());
    }
    ContainerState c = cell.container(name);
    cell.note(
        c.waitingUntil(e.reason(), String.valueOf(e.why().getMessage()), e.until(), c.failures()));
  }

  private void delay(String name, String reason, CarobException e) {
    Duration delay = tries.delay(name);
    if (LOOKED_FOR.contains(e.code()) && delay.compareTo(LOOK_AGAIN) > 0) {
      delay = LOOK_AGAIN; // to look for an image, a config object or a driver costs nothing
    }
    ContainerState c = cell.container(name);
    events.warning("Failed", "Error: " + reason + ": " + e.getMessage());
    cell.note(
        c.waitingUntil(
            reason, String.valueOf(e.getMessage()), node.work().now().plus(delay), c.failures()));
  }

  /** Something that one may wait for has come. */
  void forgetDelays() {
    for (ContainerState c : cell.get().containers()) {
      if (!c.live() && c.notBefore() != null && !c.waiting().equals("CrashLoopBackOff")) {
        tries.forget(c.name());
        cell.note(c.waitingUntil(c.waiting(), c.message(), null, c.failures()));
      }
    }
  }
}
