package io.carob.assembly.conf;

import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Tells of configuration among the node's events, as far as there is somebody who keeps them. */
final class ConfEvents {

  private static final String KIND = "Configuration";

  private final BundleContext context;

  ConfEvents(BundleContext context) {
    this.context = context;
  }

  void changed(Path file, String message) {
    record("Normal", "ConfigurationChanged", file, message);
  }

  void refused(Path file, String reason) {
    record("Warning", "ConfigurationRefused", file, reason);
  }

  private void record(String type, String reason, Path file, String message) {
    ServiceReference<Events> reference = context.getServiceReference(Events.class);
    Events events = reference == null ? null : context.getService(reference);
    if (events != null) {
      events.record(
          type, reason, new ResourceKey(KIND, "", String.valueOf(file.getFileName())), message);
      context.ungetService(reference);
    }
  }
}
