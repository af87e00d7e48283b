package io.carob.assembly.drivers;

import io.carob.api.node.DriverJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars in the folder for drivers. Whoever tells of one goes on at once. The jars are read on
 * one thread, one after the other, in the order of their names when the service starts, so that of
 * two with one symbolic name always the same one is used; each is started and stopped on a thread
 * of its own.
 */
public final class DriverFiles implements DriverJars, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DriverFiles.class);
  private static final long IDLE_SECONDS = 5;

  private final Path folder;
  private final Admission admission;
  private final DriverBundles bundles;
  private final DriverEvents events;
  private final ExecutorService reader = lane("carob-drivers");
  private final CertificateWatch certificates = new CertificateWatch(this::policyChanged);
  private final Map<Path, Dropped> files = new TreeMap<>(); // guarded by this
  private final Claims claims; // guarded by this
  private final DriverInstall installs;
  private boolean begun; // guarded by this

  /**
   * No jar yet.
   *
   * @param folder the folder for drivers
   * @param admission what is asked of each
   */
  DriverFiles(
      BundleContext context,
      Path folder,
      Admission admission,
      DriverBundles bundles,
      DriverEvents events) {
    this.folder = folder;
    this.admission = admission;
    this.bundles = bundles;
    this.events = events;
    this.claims = new Claims(context, folder, files);
    this.installs = new DriverInstall(this, folder);
  }

  /** One thread, which is there only while there is something to do. */
  static ExecutorService lane(String name) {
    ThreadPoolExecutor lane =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    lane.allowCoreThreadTimeOut(true);
    return lane;
  }

  /** A jar has come or changed, or what stands beside it. */
  synchronized void look(Path file) {
    lookAt(files.computeIfAbsent(file, Dropped::new));
  }

  private synchronized void lookAt(Dropped dropped) {
    long turn = dropped.waits();
    if (begun) {
      submit(() -> read(dropped, turn));
    }
  }

  /** A jar is no longer there; what ends then, if anything does. */
  synchronized Optional<Dropped> gone(Path file) {
    Dropped dropped = files.remove(file);
    if (dropped != null) {
      dropped.end(() -> leave(dropped));
      lookWhereNamesAreFree();
    }
    notifyAll();
    return Optional.ofNullable(dropped);
  }

  /** The file that has a symbolic name, or would have it. */
  synchronized Path place(String name) {
    return claims.place(name);
  }

  /** The framework starts drivers now: the jars that have come so far are looked at. */
  synchronized void begin() {
    if (!begun) {
      begun = true;
      for (Dropped dropped : files.values()) {
        long turn = dropped.newest();
        submit(() -> read(dropped, turn));
      }
    }
  }

  /** Waits until it is decided of every jar what becomes of it; false when the time is over. */
  synchronized boolean awaitDecided(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (files.values().stream().anyMatch(Dropped::isUndecided)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /** Waits until it is decided of one jar as it is now; what was, when the time is over. */
  Optional<Jar> awaitDecided(Path file, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Optional<Dropped> dropped;
    Optional<Jar> jar;
    do {
      dropped = decided(file, end);
      jar = dropped.map(one -> one.jar(bundles));
    } while (dropped.filter(Dropped::isUndecided).isPresent() && System.nanoTime() < end);
    return jar;
  }

  private synchronized Optional<Dropped> decided(Path file, long end) throws InterruptedException {
    Dropped dropped = files.get(file);
    while (dropped != null && dropped.isUndecided() && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
      dropped = files.get(file);
    }
    return Optional.ofNullable(dropped);
  }

  @Override
  public Jar install(Path jar) {
    return installs.install(jar);
  }

  @Override
  public void remove(Path file) {
    installs.remove(file);
  }

  @Override
  public List<Jar> list() {
    List<Dropped> all;
    synchronized (this) {
      all = List.copyOf(files.values());
    }
    return all.stream().map(dropped -> dropped.jar(bundles)).toList();
  }

  private void submit(Runnable task) {
    try {
      reader.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The service stops: jars are looked at no more");
    }
  }

  /** Reads a jar and decides whether it may be started; on the one thread for that. */
  private void read(Dropped dropped, long turn) {
    Path file = dropped.file();
    if (!dropped.isNewest(turn) || !Files.exists(file)) {
      return; // what is newer, or its end, is told next
    }
    JarCopy jar = null;
    boolean handedOn = false;
    try {
      if (dropped.isUnchanged(turn, stamp(file))) {
        decided();
        return;
      }
      JarCopy whole = admission.inFolder(file, folder);
      jar = whole;
      claim(dropped, whole);
      Duration limit = admission.limit();
      handedOn = dropped.then(() -> start(dropped, turn, whole, limit));
    } catch (Refusal e) {
      refused(dropped, turn, e);
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      LOG.error("{} cannot be looked at", file, e);
      refused(dropped, turn, new Refusal("cannot be looked at: " + e, e));
    } finally {
      if (jar != null && !handedOn) {
        jar.close();
      }
    }
  }

  private static String stamp(Path file) throws Refusal {
    try {
      return JarCopy.stamp(file);
    } catch (IOException e) {
      throw new Refusal("cannot be read: " + e.getMessage(), e);
    }
  }

  /** A copy of a jar anywhere that is whole, keeps the policy and offers a driver. */
  JarCopy sound(Path file) throws Refusal {
    return admission.sound(file);
  }

  private synchronized void claim(Dropped dropped, JarCopy jar) throws Refusal {
    claims.claim(dropped, jar);
  }

  /**
   * Starts a jar, or puts it into the place of what was in its file before. A start takes its time:
   * the content may be asked for again meanwhile, and be tried already when its turn comes.
   */
  private void start(Dropped dropped, long turn, JarCopy jar, Duration limit) {
    try (jar) {
      if (!dropped.isNewest(turn)) {
        return;
      }
      if (dropped.isUnchanged(turn, jar.stamp())) {
        decided();
        return;
      }
      Optional<Refusal> same = dropped.attempt(turn, jar.stamp());
      if (same.isPresent()) {
        throw same.get();
      }
      started(dropped, turn, jar, limit);
    } catch (Refusal e) {
      dropped.attempted(jar.stamp(), e);
      refused(dropped, turn, e);
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      LOG.error("{} cannot be started", dropped.file(), e);
      refused(dropped, turn, new Refusal("cannot be started: " + e, e));
    }
  }

  private void started(Dropped dropped, long turn, JarCopy jar, Duration limit) throws Refusal {
    Runnable late = () -> dropped.then(() -> ended(dropped, jar.stamp(), limit));
    Bundle old = dropped.bundle().orElse(null);
    DriverBundles.Started started =
        old == null
            ? bundles.add(jar, DriverBundles.FOLDER, limit, late)
            : bundles.replace(
                old,
                jar,
                DriverBundles.FOLDER,
                limit,
                late,
                serves -> dropped.brings(serves, jar.stamp()));
    dropped.runs(turn, started, jar.stamp());
    LOG.info("Driver jar {} runs, with {}", dropped.file(), started.drivers());
    events.runs(dropped.file(), jar, started.drivers());
    decided();
  }

  /** A start that hung has ended after all; that is told only if the file still holds the jar. */
  private void ended(Dropped dropped, String stamp, Duration limit) {
    Refusal late =
        new Refusal(
            "its start took longer than "
                + limit.toSeconds()
                + " s, and was ended; mend the driver, or raise"
                + " activation.seconds in conf/"
                + Policy.FILE);
    dropped.hangs(stamp).ifPresent(turn -> refused(dropped, turn, late));
  }

  private void refused(Dropped dropped, long turn, Refusal refusal) {
    if (dropped.refused(turn, refusal)) {
      LOG.warn("Driver jar {}: {}", dropped.file(), refusal.reason());
      events.refused(dropped.file(), refusal.reason());
      if (refusal.kind() == Refusal.Kind.POLICY) {
        admission.certificates().ifPresent(certificates::watch); // one may come after the jar
      }
      decided();
      if (dropped.isNotMadeWithFormer()) {
        lookAt(dropped);
      }
    }
  }

  private synchronized void decided() {
    lookWhereNamesAreFree();
    notifyAll();
  }

  /** The policy may have changed: jars that it did not let pass are looked at again. */
  void policyChanged() {
    synchronized (this) {
      files.values().stream().filter(Dropped::isRefusedByPolicy).forEach(this::lookAt);
    }
  }

  /** A configuration has changed: jars that could not be made with it are looked at again. */
  synchronized void configured(String pid) {
    files.values().stream().filter(jar -> jar.configured(pid)).forEach(this::lookAt);
  }

  /** A name may have become free: jars that were refused because of it are looked at again. */
  synchronized void lookWhereNamesAreFree() {
    for (Dropped dropped : files.values()) {
      if (dropped.wantsName() && claims.isFree(dropped)) {
        lookAt(dropped);
      }
    }
  }

  private void leave(Dropped dropped) {
    dropped
        .bundle()
        .ifPresent(
            bundle -> {
              try {
                bundles.remove(bundle);
                LOG.info("Driver jar {} is gone", dropped.file());
              } catch (Refusal e) {
                LOG.warn("Driver jar {} is gone, but {}", dropped.file(), e.reason());
              }
            });
  }

  /** Looks at no jar any more; what runs is stopped by the framework. */
  @Override
  public synchronized void close() {
    certificates.close();
    reader.shutdownNow();
    files.values().forEach(Dropped::close);
  }
}
