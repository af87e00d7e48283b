package io.carob.assembly.launch;

import java.lang.reflect.Field;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has Felix forget which services an uninstalled bundle has used. Felix 7 keeps a use that has
 * ended, of a service that is still there, and with it the bundle and the table of contents of its
 * jar: some 15 KB for each update of a driver, for ever. There is no way to ask for it, so its own
 * map is used; another framework, or another Felix, is left as it is.
 */
final class UninstalledBundles implements SynchronousBundleListener {

  private static final Logger log = LoggerFactory.getLogger(UninstalledBundles.class);

  private final Map<?, ?> used;

  private UninstalledBundles(Map<?, ?> used) {
    this.used = used;
  }

  /** Forgets from now on. */
  static void forget(BundleContext framework) {
    try {
      Object registry = field(framework.getBundle(0), "m_registry");
      if (registry != null && field(registry, "m_inUseMap") instanceof Map<?, ?> used) {
        framework.addBundleListener(new UninstalledBundles(used));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.info("Uninstalled bundles stay in memory with this framework: {}", e.toString());
    }
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    // What it still uses is let go when it stops, which comes before.
    if (event.getType() == BundleEvent.UNINSTALLED && bundle.getServicesInUse() == null) {
      used.remove(bundle);
    }
  }
}
