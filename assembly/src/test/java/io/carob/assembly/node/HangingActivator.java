package io.carob.assembly.node;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Goes into the jars of {@link FrameworkBundlesTest}: it starts and stops with a latch, not before.
 */
public final class HangingActivator implements BundleActivator {

  static final String LATCH = "carob.test.bundle.latch";

  @Override
  public void start(BundleContext context) {
    await();
  }

  private static void await() {
    CountDownLatch latch =
        (CountDownLatch) Objects.requireNonNull(System.getProperties().get(LATCH), LATCH);
    boolean open = false;
    while (!open) {
      try {
        latch.await();
        open = true;
      } catch (InterruptedException e) {
        // hangs on
      }
    }
  }

  @Override
  public void stop(BundleContext context) {
    if (System.getProperties().containsKey(LATCH)) {
      await();
    }
  }
}
