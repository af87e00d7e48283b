package io.carob.image.store.crash;

import io.carob.image.store.ImageStore;
import io.carob.image.store.RealStore;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.gc.GcPolicy;
import io.carob.linux.process.Pids;
import io.carob.linux.process.Signals;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The process that is killed. It works without end, or until it comes to its point. */
final class KillChild {

  static final String NOWHERE = "nowhere";
  private static final int THREADS = 4;

  private KillChild() {}

  /** Arguments: the folder, which life this is, the point, and at which visit of it to die. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int life = Integer.parseInt(args[1]);
    ImageStore store =
        RealStore.open(
                folder,
                dyingAt(args[2], Integer.parseInt(args[3])),
                Clock.systemUTC(),
                new OverlaySnapshotDriver(),
                new NativeCopySnapshotDriver())
            .store();
    store.collectBy(policy(life % 2 == 0 && !args[2].equals("gc.dropped")), Duration.ZERO);
    Archives archives = new Archives(folder.resolve("archives"));
    String registry = new TinyRegistry(folder.resolve("archives")).address();
    for (int thread = 0; thread < THREADS; thread++) {
      KillLoad load =
          new KillLoad(store, archives, registry, new Journal(folder, "t" + thread), life, thread);
      start(load::round);
    }
    Housekeeping housekeeping = new Housekeeping(store, archives, life);
    start(housekeeping::round);
  }

  private static GcPolicy policy(boolean keepBlobs) {
    return new GcPolicy(
        keepBlobs, Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static void start(Rounds rounds) {
    new Thread(
            () -> {
              try {
                for (int round = 0; ; round++) {
                  rounds.run(round);
                }
              } catch (Exception | Error e) {
                e.printStackTrace(); // the test shows it
                Runtime.getRuntime().halt(4);
              }
            })
        .start();
  }

  private interface Rounds {
    void run(int round) throws Exception;
  }

  private static Faults dyingAt(String point, int visit) {
    long self = ProcessHandle.current().pid();
    long born = Pids.startTime(self).orElseThrow();
    AtomicInteger visits = new AtomicInteger();
    return at -> {
      if (!Points.VISITS.containsKey(at)) {
        System.err.println("the point " + at + " is not listed");
        Runtime.getRuntime().halt(5);
      }
      if (at.equals(point) && visits.incrementAndGet() == visit) {
        Pids.signal(self, born, Signals.KILL);
        LockSupport.park();
      }
    };
  }
}
