package io.carob.assembly.node;

import io.carob.assembly.drivers.DriverBundles;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bundles of one name, of which one hangs or goes while another has its place. */
final class Namesakes {

  /** What the locations of an operator's bundles begin with. */
  static final String LOCATION = "carob:";

  private static final Logger LOG = LoggerFactory.getLogger(Namesakes.class);

  private final BundleContext context;
  private final DriverBundles drivers;
  private final BundleWork work;
  private final AtomicInteger number = new AtomicInteger();

  Namesakes(BundleContext context, DriverBundles drivers, BundleWork work) {
    this.context = context;
    this.drivers = drivers;
    this.work = work;
  }

  /** A location that is free: one that hangs may have the usual one. */
  String location(String name) {
    String location = LOCATION + name;
    return context.getBundle(location) == null
        ? location
        : location + "@beside-" + number.incrementAndGet();
  }

  /**
   * Whether what was begun with a bundle has not ended: it holds the framework's lock of the
   * bundle, so nothing can be done to it, and it counts as not there.
   */
  boolean isTried(Bundle bundle) {
    return (bundle.getLocation().startsWith(LOCATION) && drivers.isTried(bundle))
        || work.hanging(bundle).isPresent();
  }

  /** Whether another bundle of that name runs. */
  boolean isReplaced(Bundle bundle) {
    return Arrays.stream(context.getBundles())
        .anyMatch(
            other ->
                !other.equals(bundle)
                    && other.getState() == Bundle.ACTIVE
                    && !isTried(other)
                    && !drivers.isLeaving(other)
                    && bundle.getSymbolicName().equals(other.getSymbolicName()));
  }

  /** What hung ended after all; if the operator has brought another in its place, it goes. */
  boolean goesWhereReplaced(Bundle bundle) {
    boolean replaced = isReplaced(bundle);
    if (replaced) {
      discard(bundle);
    }
    return replaced;
  }

  /** Takes away what is not wanted any more. */
  static void discard(Bundle bundle) {
    try {
      bundle.uninstall();
    } catch (BundleException | IllegalStateException e) {
      LOG.warn("Bundle {} cannot be uninstalled", bundle.getSymbolicName(), e);
    }
  }
}
