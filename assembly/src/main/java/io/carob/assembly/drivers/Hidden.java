package io.carob.assembly.drivers;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook.ListenerInfo;

/**
 * Bundles whose services nobody else sees for now. A component that offers a service is made when
 * somebody binds it, on the thread that binds: while a driver is hidden that can only be the thread
 * of its own trial, and neither the image store nor the engine.
 */
final class Hidden implements FindHook, EventListenerHook {

  private final Set<Bundle> bundles = ConcurrentHashMap.newKeySet();

  /** Hides what a bundle offers from now on; before it starts. */
  void hide(Bundle bundle) {
    bundles.add(bundle);
  }

  /** Shows what a bundle offers from now on; while it is stopped. */
  void show(Bundle bundle) {
    bundles.remove(bundle);
  }

  /** Whether nobody sees what a bundle offers. */
  boolean hides(Bundle bundle) {
    return bundles.contains(bundle);
  }

  @Override
  public void find(
      BundleContext context,
      String name,
      String filter,
      boolean allServices,
      Collection<ServiceReference<?>> references) {
    references.removeIf(reference -> isHidden(reference, context));
  }

  @Override
  public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerInfo>> listeners) {
    if (!bundles.isEmpty()) {
      listeners.keySet().removeIf(context -> isHidden(event.getServiceReference(), context));
    }
  }

  private boolean isHidden(ServiceReference<?> reference, BundleContext context) {
    Bundle owner = reference.getBundle();
    return owner != null && bundles.contains(owner) && !owner.equals(context.getBundle());
  }
}
