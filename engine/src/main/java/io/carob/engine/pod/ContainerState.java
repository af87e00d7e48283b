package io.carob.engine.pod;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one container of a pod. Every change is a new value.
 *
 * @param name its name within the pod
 * @param init whether it is an init container
 * @param attempt number of the present or last run, from 0; -1 before the first
 * @param phase where it stands
 * @param made what was decided for the present or last run
 * @param running its process, when it runs
 * @param ended how the present run ended, when it did
 * @param last how the run before ended
 * @param failures runs that ended soon, in a row
 * @param notBefore when it may be started again
 * @param waiting why it does not run, in one word; empty when it runs or is done
 * @param message more about that
 */
record ContainerState(
    String name,
    boolean init,
    int attempt,
    Phase phase,
    @Nullable Made made,
    @Nullable Running running,
    @Nullable Ended ended,
    @Nullable Ended last,
    int failures,
    @Nullable Instant notBefore,
    String waiting,
    String message) {

  /** Where a container stands. */
  enum Phase {
    /** It was not made in this run. */
    WAITING,
    /** It is being made; whether it is there is for the runtime to say. */
    MAKING,
    /** It runs, as far as is known. */
    RUNNING,
    /** It ended. */
    ENDED
  }

  static ContainerState fresh(String name, boolean init) {
    return new ContainerState(
        name, init, -1, Phase.WAITING, null, null, null, null, 0, null, "ContainerCreating", "");
  }

  /** It cannot be made yet. */
  ContainerState waiting(String reason, String text) {
    return new ContainerState(
        name, init, attempt, phase, made, running, ended, last, failures, notBefore, reason, text);
  }

  /** As {@link #waiting}, with a time before which nothing is tried. */
  ContainerState waitingUntil(String reason, String text, @Nullable Instant until, int tries) {
    return new ContainerState(
        name, init, attempt, phase, made, running, ended, last, tries, until, reason, text);
  }

  /** The next run begins. */
  ContainerState making(Made next) {
    return new ContainerState(
        name,
        init,
        attempt + 1,
        Phase.MAKING,
        next,
        null,
        null,
        ended != null ? ended : last,
        failures,
        null,
        "ContainerCreating",
        "");
  }

  /** The run that began could not be made after all; the same number is used again. */
  ContainerState unmade() {
    return new ContainerState(
        name,
        init,
        attempt - 1,
        Phase.WAITING,
        made,
        null,
        null,
        last,
        failures,
        null,
        waiting,
        message);
  }

  /** The process runs. */
  ContainerState running(Running process) {
    return new ContainerState(
        name, init, attempt, Phase.RUNNING, made, process, null, last, failures, null, "", "");
  }

  /** The run ended; it may be started again at the given time, if at all. */
  ContainerState ended(Ended how, int failuresInRow, @Nullable Instant next) {
    return new ContainerState(
        name, init, attempt, Phase.ENDED, made, null, how, last, failuresInRow, next, "", "");
  }

  /** It must run again from the beginning, because its sandbox is a new one. */
  ContainerState again() {
    return new ContainerState(
        name,
        init,
        attempt,
        Phase.WAITING,
        made,
        null,
        null,
        ended != null ? ended : last,
        0,
        null,
        "ContainerCreating",
        "");
  }

  /** Whether a process of it may be there. */
  boolean live() {
    return phase == Phase.RUNNING || phase == Phase.MAKING;
  }

  int restarts() {
    return Math.max(0, attempt);
  }
}
