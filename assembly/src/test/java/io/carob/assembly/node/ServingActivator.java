package io.carob.assembly.node;

import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.PublishedVolume;
import io.carob.api.volume.UnpublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumePlugin;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Goes into the jars of {@link DriverReplacedTest}: it offers a driver, and starts and stops when
 * it is let.
 */
public final class ServingActivator implements BundleActivator, VolumePlugin {

  private static final String HOLD = "carob.test.serving ";

  /** Holds a version up when it starts or stops, until the latch is open. */
  static CountDownLatch hold(String operation, String version) {
    CountDownLatch latch = new CountDownLatch(1);
    System.getProperties().put(HOLD + operation + " " + version, latch);
    return latch;
  }

  /** Holds nothing up that begins from now on. */
  static void release() {
    System.getProperties().keySet().removeIf(key -> key.toString().startsWith(HOLD));
  }

  private static void await(String operation, BundleContext context) throws InterruptedException {
    String key = HOLD + operation + " " + context.getBundle().getVersion();
    if (System.getProperties().get(key) instanceof CountDownLatch latch) {
      latch.await();
    }
  }

  @Override
  public void start(BundleContext context) throws InterruptedException {
    await("start", context);
    context.registerService(VolumePlugin.class, this, null);
  }

  @Override
  public void stop(BundleContext context) throws InterruptedException {
    await("stop", context);
  }

  @Override
  public String name() {
    return "serving";
  }

  @Override
  public void validate(VolumeFields fields) {}

  @Override
  public PublishedVolume publish(PublishRequest request) {
    throw new UnsupportedOperationException("never published");
  }

  @Override
  public void unpublish(UnpublishRequest request) {}
}
