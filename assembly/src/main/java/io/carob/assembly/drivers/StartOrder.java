package io.carob.assembly.drivers;

import java.time.Duration;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the folder's jars are started: with the level of drivers, and before the core that uses
 * them, so that a pod that needs one finds it. A jar that takes its time holds the start up for a
 * moment only.
 */
final class StartOrder implements SynchronousBundleListener, FrameworkListener {

  private static final Logger LOG = LoggerFactory.getLogger(StartOrder.class);
  private static final int DRIVERS = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final DriverFiles files;
  private boolean waited; // only used by the thread that starts bundles

  StartOrder(DriverFiles files) {
    this.files = files;
  }

  @Override
  public void bundleChanged(BundleEvent event) {
    if (event.getType() == BundleEvent.STARTING) {
      starting(event.getBundle());
    } else if (event.getType() == BundleEvent.UNINSTALLED) {
      files.lookWhereNamesAreFree();
    }
  }

  private void starting(Bundle bundle) {
    int level = bundle.adapt(BundleStartLevel.class).getStartLevel();
    if (level >= DRIVERS) {
      files.begin();
    }
    if (level > DRIVERS && !waited) {
      waited = true;
      await();
    }
  }

  private void await() {
    try {
      if (!files.awaitDecided(PATIENCE)) {
        LOG.warn("Not every jar of a driver has started yet; the service goes on without them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A framework without drivers of its own. */
  @Override
  public void frameworkEvent(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.STARTED) {
      files.begin();
    }
  }
}
