package io.carob.assembly.drivers;

import io.carob.api.node.DriverJars;
import io.carob.api.node.DriverJars.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** One jar in the folder for drivers: what is known of it, and its own thread. */
final class Dropped {

  private final Path file;
  private final ExecutorService lane;
  private String claim = "";
  private String stamp = "";
  private String name = "";
  private String version = "";
  private String wantedName = "";
  private boolean byPolicy;
  private State state = State.WAITING;
  private String reason = "";
  private List<String> drivers = List.of();
  private @Nullable Bundle bundle;

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

  synchronized void waits() {
    state = State.WAITING;
    reason = "";
    wantedName = "";
    byPolicy = false;
  }

  synchronized void claims(String symbolicName, String newVersion) {
    wantedName = "";
    claim = symbolicName;
    name = symbolicName;
    version = newVersion;
  }

  synchronized void runs(DriverBundles.Started started, String stampOfFile) {
    stamp = stampOfFile;
    bundle = started.bundle();
    version = started.bundle().getVersion().toString();
    drivers = started.drivers();
    state = State.RUNNING;
    reason = "";
  }

  /** A file that has changed to something that cannot be used still runs as it was. */
  synchronized void refused(Refusal refusal) {
    reason = refusal.reason();
    byPolicy = refusal.kind() == Refusal.Kind.POLICY;
    Bundle runs = bundle;
    if (runs != null) {
      state = State.RUNNING;
      name = String.valueOf(runs.getSymbolicName());
      claim = name;
      version = runs.getVersion().toString();
      reason = "version " + version + " runs on, because what is in the file now " + reason;
      return;
    }
    state =
        switch (refusal.kind()) {
          case NOT_WHOLE -> State.WAITING;
          case HANGING -> State.HANGING;
          case FINAL, TAKEN, POLICY -> State.REFUSED;
        };
    if (refusal.kind() != Refusal.Kind.HANGING) {
      claim = "";
    }
  }

  /** Whether what runs is what the file holds, by its stamp; then there is nothing to do. */
  synchronized boolean isUnchanged(String now) {
    boolean same = bundle != null && stamp.equals(now);
    if (same) {
      state = State.RUNNING;
      reason = "";
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

  synchronized boolean wantsName() {
    return state == State.REFUSED && !wantedName.isEmpty();
  }

  synchronized String wantedName() {
    return wantedName;
  }

  /** The symbolic name that this file has for itself; empty when it has none. */
  synchronized String claim() {
    return claim;
  }

  synchronized Optional<Bundle> bundle() {
    return Optional.ofNullable(bundle);
  }

  synchronized boolean isUndecided() {
    return state == State.WAITING && reason.isEmpty();
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
