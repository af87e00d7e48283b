package io.carob.assembly.drivers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that bundles have left behind: they keep its classes, and may still do something. A
 * bundle's threads are those that have its loader, are of a class of it, or began in one. A thread
 * of somebody else that is in a class of that name now may be in that of the next version.
 */
final class Threads {

  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

  /** What was told to end may need a moment for it. */
  private static final long GRACE_MILLIS = 1000;

  private static final Pattern LAMBDA = Pattern.compile(Pattern.quote("$$Lambda"));

  private final DriverEvents events;
  private final List<Left> left = new ArrayList<>(); // guarded by this

  private record Left(String bundle, List<Thread> threads) {}

  /** Nothing was left behind so far. */
  Threads(DriverEvents events) {
    this.events = events;
  }

  /** What a thread of a bundle is known by; to be asked for before the bundle goes. */
  static final class Marks {
    private final String name;
    private final String version;
    private final @Nullable ClassLoader loader;
    private final Set<String> classes;

    private Marks(Bundle bundle, @Nullable BundleWiring wiring) {
      name = String.valueOf(bundle.getSymbolicName());
      version = bundle.getVersion().toString();
      loader = wiring == null ? null : wiring.getClassLoader();
      classes = wiring == null ? Set.of() : classes(wiring);
    }

    private static Set<String> classes(BundleWiring wiring) {
      Collection<String> files =
          wiring.listResources(
              "/",
              "*.class",
              BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL);
      return files == null
          ? Set.of()
          : files.stream()
              .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
              .collect(Collectors.toSet());
    }

    private boolean fits(Thread thread, StackTraceElement[] stack) {
      return (loader != null
              && (thread.getContextClassLoader() == loader
                  || thread.getClass().getClassLoader() == loader))
          || began(stack).filter(classes::contains).isPresent();
    }

    /** The class, none of the JDK's, in which a thread began; for a lambda, that which has it. */
    private static Optional<String> began(StackTraceElement[] stack) {
      return Arrays.stream(stack)
          .filter(frame -> !"java.base".equals(frame.getModuleName()))
          .reduce((above, below) -> below)
          .map(frame -> LAMBDA.split(frame.getClassName(), 2)[0]);
    }
  }

  /** What the threads of a bundle are known by, while it is there. */
  static Marks marks(Bundle bundle) {
    return new Marks(bundle, bundle.adapt(BundleWiring.class));
  }

  /** All threads there are. */
  static Set<Thread> all() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  /**
   * Tells which threads of a bundle that has gone still run.
   *
   * @param among where to look: when another bundle with the same classes is there, the threads
   *     from before it came
   */
  void report(Marks gone, Set<Thread> among) {
    List<Thread> still = of(gone, among);
    long end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
    for (Thread thread : still) {
      join(thread, (end - System.nanoTime()) / 1_000_000);
    }
    still = still.stream().filter(Thread::isAlive).toList();
    if (still.isEmpty()) {
      return;
    }
    Left found = new Left(gone.name + " " + gone.version, still);
    synchronized (this) {
      left.add(found);
    }
    LOG.warn("{}", text(found));
    events.left(gone.name, text(found));
  }

  private static void join(Thread thread, long millis) {
    if (millis > 0 && thread != Thread.currentThread()) {
      try {
        thread.join(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<Thread> of(Marks gone, Set<Thread> among) {
    Set<Thread> wanted = new HashSet<>(among);
    wanted.remove(Thread.currentThread());
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> wanted.contains(thread.getKey()))
        .filter(thread -> gone.fits(thread.getKey(), thread.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What was left behind and still runs, in words. */
  synchronized List<String> troubles() {
    left.removeIf(one -> one.threads().stream().noneMatch(Thread::isAlive));
    return left.stream().map(Threads::text).toList();
  }

  private static String text(Left found) {
    List<String> names =
        found.threads().stream().filter(Thread::isAlive).map(Thread::getName).sorted().toList();
    return "bundle "
        + found.bundle()
        + " has gone, but its threads "
        + names
        + " still run; a driver must end its threads when it is deactivated. They end with the"
        + " service";
  }
}
