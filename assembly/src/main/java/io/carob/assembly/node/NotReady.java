package io.carob.assembly.node;

import io.carob.api.node.Health;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The parts of the node without which it is not ready, by name with what was found. The launcher
 * asks, which has only the JDK's types in common with this bundle.
 */
final class NotReady implements Supplier<Map<String, String>> {

  private final BundleContext context;

  NotReady(BundleContext context) {
    this.context = context;
  }

  @Override
  public Map<String, String> get() {
    Map<String, String> down = new TreeMap<>();
    ServiceReference<Health> reference = context.getServiceReference(Health.class);
    Health health = reference == null ? null : context.getService(reference);
    if (health == null) {
      return Map.of("health", "nothing looks at it");
    }
    try {
      for (Health.Part part : health.parts()) {
        if (part.level() == Health.Level.DOWN) {
          down.put(part.name(), part.found());
        }
      }
    } finally {
      context.ungetService(reference);
    }
    return down;
  }
}
