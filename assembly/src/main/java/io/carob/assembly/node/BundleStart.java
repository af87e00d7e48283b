package io.carob.assembly.node;

import io.carob.assembly.drivers.Refusal;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;

/** Starts bundles; fragments neither start nor stop. */
final class BundleStart {

  private BundleStart() {}

  /** Starts a bundle, unless it is a fragment. */
  static void ifPossible(Bundle bundle) throws Refusal {
    try {
      if (!isFragment(bundle)) {
        bundle.start();
      }
    } catch (BundleException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  static boolean isFragment(Bundle bundle) {
    return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
  }
}
