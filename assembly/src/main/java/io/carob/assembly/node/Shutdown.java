package io.carob.assembly.node;

import io.carob.api.node.Health.Kind;
import io.carob.api.node.Health.Level;
import io.carob.api.node.Health.Part;
import io.carob.api.node.HealthSource;
import io.carob.api.node.NodeControl;
import io.carob.api.pod.Pods;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the framework, and the pods before it where that is asked. */
final class Shutdown implements NodeControl, HealthSource {

  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private final BundleContext context;
  private final AtomicBoolean begun = new AtomicBoolean();

  Shutdown(BundleContext context) {
    this.context = context;
  }

  @Override
  public void shutdown(boolean pods) {
    if (begun.compareAndSet(false, true)) {
      new Thread(() -> end(pods), "carob-shutdown").start();
    }
  }

  @Override
  public List<Part> parts() {
    return List.of(
        begun.get()
            ? new Part("stop", Kind.READY, Level.DOWN, "the service is being stopped")
            : new Part("stop", Kind.READY, Level.OK, "nobody asked for it"));
  }

  private void end(boolean pods) {
    try {
      if (pods) {
        endPods();
      }
      context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).stop();
    } catch (BundleException e) {
      log.error("Stopping the framework failed", e);
    }
  }

  private void endPods() {
    ServiceReference<Pods> reference = context.getServiceReference(Pods.class);
    Pods service = reference == null ? null : context.getService(reference);
    if (service == null) {
      log.warn("The engine does not run: pods are left as they are");
      return;
    }
    try {
      service.stopAll().join();
    } catch (CompletionException e) {
      log.error("Not every pod could be ended", e);
    } finally {
      context.ungetService(reference);
    }
  }
}
