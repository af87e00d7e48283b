package io.carob.assembly.drivers;

import io.carob.api.node.DriverJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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

  private final BundleContext context;
  private final Path folder;
  private final Path conf;
  private final Path copies;
  private final DriverBundles bundles;
  private final DriverEvents events;
  private final ExecutorService reader = lane("carob-drivers");
  private final CertificateWatch certificates = new CertificateWatch(this::policyChanged);
  private final Map<Path, Dropped> files = new TreeMap<>(); // guarded by this
  private boolean begun; // guarded by this

  /**
   * No jar yet.
   *
   * @param folder the folder for drivers
   * @param conf the folder of configuration, with the policy
   * @param copies where copies lie while they are looked at
   */
  DriverFiles(
      BundleContext context,
      Path folder,
      Path conf,
      Path copies,
      DriverBundles bundles,
      DriverEvents events) {
    this.context = context;
    this.folder = folder;
    this.conf = conf;
    this.copies = copies;
    this.bundles = bundles;
    this.events = events;
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
    Dropped dropped = files.computeIfAbsent(file, Dropped::new);
    dropped.waits();
    if (begun) {
      submit(() -> read(dropped));
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
    return files.values().stream()
        .filter(dropped -> dropped.claim().equals(name))
        .map(Dropped::file)
        .findFirst()
        .orElse(folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".jar"));
  }

  /** The framework starts drivers now: the jars that have come so far are looked at. */
  synchronized void begin() {
    if (!begun) {
      begun = true;
      files.values().forEach(dropped -> submit(() -> read(dropped)));
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

  /** Waits until it is decided of one jar; what was, when the time is over. */
  Optional<Jar> awaitDecided(Path file, Duration limit) throws InterruptedException {
    return decided(file, limit).map(dropped -> dropped.jar(bundles));
  }

  private synchronized Optional<Dropped> decided(Path file, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    Dropped dropped = files.get(file);
    while (dropped != null && dropped.isUndecided() && System.nanoTime() < end) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, end - System.nanoTime()));
      dropped = files.get(file);
    }
    return Optional.ofNullable(dropped);
  }

  @Override
  public Jar install(Path jar) {
    return new DriverInstall(this, folder).install(jar);
  }

  @Override
  public void remove(Path file) {
    new DriverInstall(this, folder).remove(file);
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
  private void read(Dropped dropped) {
    Path file = dropped.file();
    if (!Files.exists(file)) {
      return; // its end is told next
    }
    JarCopy jar = null;
    try {
      if (dropped.isUnchanged(stamp(file))) {
        decided();
        return;
      }
      jar = checked(file);
      JarCopy whole = jar;
      claim(dropped, whole);
      Duration limit = Policy.read(conf).activation();
      if (!dropped.then(() -> start(dropped, whole, limit))) {
        whole.close();
      }
    } catch (Refusal e) {
      if (jar != null) {
        jar.close();
      }
      refused(dropped, e);
    } catch (RuntimeException e) {
      LOG.error("{} cannot be looked at", file, e);
      refused(dropped, new Refusal("cannot be looked at: " + e, e));
    }
  }

  private static String stamp(Path file) throws Refusal {
    try {
      return JarCopy.stamp(file);
    } catch (IOException e) {
      throw new Refusal("cannot be read: " + e.getMessage(), e);
    }
  }

  private JarCopy checked(Path file) throws Refusal {
    if (!file.toAbsolutePath().normalize().startsWith(folder)) {
      throw new Refusal("is not looked at: jars belong into " + folder);
    }
    return sound(file);
  }

  /** A copy of a jar anywhere that is whole, keeps the policy and offers a driver. */
  JarCopy sound(Path file) throws Refusal {
    Policy policy = Policy.read(conf);
    JarCopy jar = JarCopy.of(file, copies);
    boolean sound = false;
    try {
      policy.check(jar);
      Offer.require(jar);
      sound = true;
      return jar;
    } finally {
      if (!sound) {
        jar.close();
      }
    }
  }

  /** Takes the symbolic name of a jar for its file. */
  private synchronized void claim(Dropped dropped, JarCopy jar) throws Refusal {
    dropped.wants(jar.name(), jar.version());
    for (Dropped other : files.values()) {
      if (other != dropped && other.claim().equals(jar.name())) {
        throw new Refusal(
            Refusal.Kind.TAKEN,
            "is bundle "
                + jar.name()
                + ", as "
                + other.file().getFileName()
                + " is already;"
                + " remove one of the two");
      }
    }
    for (Bundle bundle : context.getBundles()) {
      if (jar.name().equals(bundle.getSymbolicName())
          && !bundle.getLocation().startsWith(DriverBundles.FOLDER)) {
        throw new Refusal(
            Refusal.Kind.TAKEN,
            "is bundle "
                + jar.name()
                + ", which is installed, version "
                + bundle.getVersion()
                + "; replace that with `carob bundle update "
                + jar.name()
                + " "
                + dropped.file()
                + "`");
      }
    }
    dropped.claims(jar.name(), jar.version());
  }

  /** Starts a jar, or puts it into the place of what was in its file before. */
  private void start(Dropped dropped, JarCopy jar, Duration limit) {
    Runnable late =
        () ->
            dropped.then(
                () ->
                    refused(
                        dropped,
                        new Refusal(
                            "its start took longer than "
                                + limit.toSeconds()
                                + " s, and was ended; mend the driver, or raise"
                                + " activation.seconds in conf/"
                                + Policy.FILE)));
    try (jar) {
      Bundle old = dropped.bundle().orElse(null);
      DriverBundles.Started started =
          old == null
              ? bundles.add(jar, DriverBundles.FOLDER, limit, late)
              : bundles.replace(old, jar, DriverBundles.FOLDER, limit, late);
      dropped.runs(started, jar.stamp());
      LOG.info("Driver jar {} runs, with {}", dropped.file(), started.drivers());
      events.runs(dropped.file(), jar, started.drivers());
      decided();
    } catch (Refusal e) {
      refused(dropped, e);
    } catch (RuntimeException e) {
      LOG.error("{} cannot be started", dropped.file(), e);
      refused(dropped, new Refusal("cannot be started: " + e, e));
    }
  }

  private void refused(Dropped dropped, Refusal refusal) {
    dropped.refused(refusal);
    LOG.warn("Driver jar {}: {}", dropped.file(), refusal.reason());
    events.refused(dropped.file(), refusal.reason());
    if (refusal.kind() == Refusal.Kind.POLICY) {
      watchCertificates();
    }
    decided();
  }

  /** The certificate of who signed a jar may come after the jar. */
  private void watchCertificates() {
    try {
      Policy policy = Policy.read(conf);
      if (policy.signature()) {
        policy.certificates().ifPresent(certificates::watch);
      }
    } catch (Refusal e) {
      // said of the jar already
    }
  }

  private synchronized void decided() {
    lookWhereNamesAreFree();
    notifyAll();
  }

  /** The policy may have changed: jars that it did not let pass are looked at again. */
  void policyChanged() {
    synchronized (this) {
      files.values().stream()
          .filter(Dropped::isRefusedByPolicy)
          .map(Dropped::file)
          .toList()
          .forEach(this::look);
    }
  }

  /** A name may have become free: jars that were refused because of it are looked at again. */
  synchronized void lookWhereNamesAreFree() {
    for (Dropped dropped : files.values()) {
      if (dropped.wantsName() && isFree(dropped)) {
        dropped.waits();
        submit(() -> read(dropped));
      }
    }
  }

  private boolean isFree(Dropped dropped) {
    return files.values().stream()
            .noneMatch(o -> o != dropped && o.claim().equals(dropped.wantedName()))
        && Arrays.stream(context.getBundles())
            .filter(b -> !b.getLocation().startsWith(DriverBundles.FOLDER))
            .noneMatch(b -> dropped.wantedName().equals(b.getSymbolicName()));
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
