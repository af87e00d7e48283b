package io.carob.assembly.drivers;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that a bundle has left behind: they keep its classes, and may still do something. */
final class Threads {

  static final Logger LOG = LoggerFactory.getLogger(Threads.class);

  private Threads() {}

  /** The loader of a bundle's classes, as long as it is there. */
  static @Nullable ClassLoader loader(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    return wiring == null ? null : wiring.getClassLoader();
  }

  /** Says which threads of an uninstalled bundle still run. */
  static void report(Bundle bundle, ClassLoader loader) {
    List<String> left = of(loader);
    if (!left.isEmpty()) {
      LOG.warn(
          "Bundle {} {} is gone, but its threads {} still run; its author should end them when the"
              + " driver is deactivated",
          bundle.getSymbolicName(),
          bundle.getVersion(),
          left);
    }
  }

  /** The names of the threads that run with a loader, or are of a class of it. */
  static List<String> of(ClassLoader loader) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(t -> t.getContextClassLoader() == loader || t.getClass().getClassLoader() == loader)
        .map(Thread::getName)
        .sorted()
        .toList();
  }
}
