package io.carob.assembly.drivers;

import io.carob.api.node.DriverJars;
import io.carob.api.node.DriverJars.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * One jar in the folder for drivers: what is known of it, and its own thread. Each time that
 * somebody says that it may have changed is a turn; only what was found out in the newest one
 * decides.
 */
final class Dropped {

  /** What came of a start: it holds for all who had asked of that content when it ended. */
  private record Attempt(String stamp, long upTo, Refusal refusal) {}

  private final Path file;
  private final ExecutorService lane;
  private String claim = "";
  private String stamp = "";
  private String name = "";
  private String version = "";
  private String wantedName = "";
  private boolean byPolicy;
  private Set<String> pids = Set.of();
  private final Set<String> configured = new HashSet<>(); // while it was not decided
  private State state = State.WAITING;
  private String reason = "";
  private List<String> drivers = List.of();
  private @Nullable Bundle bundle;
  private @Nullable Attempt attempt;
  private long newest;
  private long decided;

  Dropped(Path file) {
    this.file = file;
    this.lane = DriverFiles.lane("carob-drivers " + file.getFileName());
  }

  Path file() {
    return file;
  }

  /** Does something on the jar's thread, in turn; false when the jar is gone, or all stops. */
  boolean then(Runnable task) {
    try {
      lane.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Does one last thing on the jar's thread. */
  void end(Runnable task) {
    then(task);
    lane.shutdown();
  }

  /** Waits until that was done; false when it has not been in time. */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return lane.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  void close() {
    lane.shutdownNow();
  }

  /** What was found out before holds no more; the number of the turn that begins. */
  synchronized long waits() {
    newest++;
    state = State.WAITING;
    reason = "";
    wantedName = "";
    byPolicy = false;
    pids = Set.of();
    configured.clear();
    return newest;
  }

  /** The number of the newest turn. */
  synchronized long newest() {
    return newest;
  }

  /** Whether nobody has asked anew since. */
  synchronized boolean isNewest(long turn) {
    return turn == newest;
  }

  synchronized void claims(String symbolicName, String newVersion) {
    wantedName = "";
    claim = symbolicName;
    name = symbolicName;
    version = newVersion;
  }

  /** A bundle runs for this file from now on. */
  synchronized void brings(DriverBundles.Started started, String stampOfFile) {
    stamp = stampOfFile;
    bundle = started.bundle();
    version = started.bundle().getVersion().toString();
    drivers = started.drivers();
    attempt = null;
  }

  /** A bundle runs for this file, whoever has asked anew since; that decides the newest turn. */
  synchronized void runs(long turn, DriverBundles.Started started, String stampOfFile) {
    brings(started, stampOfFile);
    if (turn == newest) {
      decided(State.RUNNING, "");
    }
  }

  /**
   * What cannot be used is told for the newest turn alone; true when this was it. A file that has
   * changed to something that cannot be used still runs as it was.
   */
  synchronized boolean refused(long turn, Refusal refusal) {
    if (turn != newest) {
      return false;
    }
    byPolicy = refusal.kind() == Refusal.Kind.POLICY;
    pids = refusal.pids();
    Bundle runs = bundle;
    if (runs != null) {
      name = String.valueOf(runs.getSymbolicName());
      claim = name;
      version = runs.getVersion().toString();
      decided(
          State.RUNNING,
          "version " + version + " runs on, because the new jar was refused: " + reason(refusal));
      return true;
    }
    decided(
        switch (refusal.kind()) {
          case NOT_WHOLE -> State.WAITING;
          case HANGING -> State.HANGING;
          case FINAL, TAKEN, POLICY -> State.REFUSED;
        },
        reason(refusal));
    if (refusal.kind() != Refusal.Kind.HANGING) {
      claim = "";
    }
    return true;
  }

  /** A jar may be on its way into the folder still. */
  private static String reason(Refusal refusal) {
    return refusal.reason()
        + (refusal.kind() == Refusal.Kind.NOT_WHOLE
            ? "; it is looked at again when it changes"
            : "");
  }

  private void decided(State is, String why) {
    decided = newest;
    state = is;
    reason = why;
  }

  /** Notes that a start of that content ended so. */
  synchronized void attempted(String stampOfFile, Refusal refusal) {
    attempt = new Attempt(stampOfFile, newest, refusal);
  }

  /** How a start of that content has ended since it was asked for; it need not be repeated. */
  synchronized Optional<Refusal> attempt(long turn, String stampOfFile) {
    Attempt last = attempt;
    return last != null && last.stamp().equals(stampOfFile) && turn <= last.upTo()
        ? Optional.of(last.refusal())
        : Optional.empty();
  }

  /** The turn in which it was decided that the start of that content hangs, if that still holds. */
  synchronized Optional<Long> hangs(String stampOfFile) {
    Attempt last = attempt;
    return state == State.HANGING && last != null && last.stamp().equals(stampOfFile)
        ? Optional.of(newest)
        : Optional.empty();
  }

  /** Whether what runs is what the file holds, by its stamp; then there is nothing to do. */
  synchronized boolean isUnchanged(long turn, String now) {
    boolean same = bundle != null && stamp.equals(now);
    if (same && turn == newest) {
      decided(State.RUNNING, "");
    }
    return same;
  }

  /** Notes the name that another bundle has. */
  synchronized void wants(String symbolicName, String newVersion) {
    wantedName = symbolicName;
    if (bundle == null) {
      name = symbolicName;
      version = newVersion;
    }
  }

  /** Whether the policy does not let the file pass. */
  synchronized boolean isRefusedByPolicy() {
    return byPolicy;
  }

  /** A configuration has changed; true when it is that with which the jar could not be made. */
  synchronized boolean configured(String pid) {
    if (isUndecided()) {
      configured.add(pid);
    }
    return pids.contains(pid);
  }

  /**
   * Whether it could not be made with a configuration that has changed while that was found out.
   */
  synchronized boolean isNotMadeWithFormer() {
    return !Collections.disjoint(pids, configured);
  }

  synchronized boolean wantsName() {
    return state == State.REFUSED && !wantedName.isEmpty();
  }

  synchronized String wantedName() {
    return wantedName;
  }

  /** The symbolic name of what lies in the file, as far as it could be read. */
  synchronized String name() {
    return name;
  }

  /** The symbolic name that this file has for itself; empty when it has none. */
  synchronized String claim() {
    return claim;
  }

  synchronized Optional<Bundle> bundle() {
    return Optional.ofNullable(bundle);
  }

  synchronized boolean isUndecided() {
    return decided < newest;
  }

  /** As others see it. */
  DriverJars.Jar jar(DriverBundles bundles) {
    Optional<Bundle> runs = bundle();
    String waiting = runs.flatMap(bundles::waiting).orElse("");
    synchronized (this) {
      boolean waits = state == State.RUNNING && !waiting.isEmpty();
      return new DriverJars.Jar(
          file, name, version, waits ? State.WAITING : state, waits ? waiting : reason, drivers);
    }
  }
}
