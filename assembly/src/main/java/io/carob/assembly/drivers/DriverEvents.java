package io.carob.assembly.drivers;

import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Tells of jars among the node's events, as far as there is somebody who keeps them. */
final class DriverEvents {

  private static final String KIND = "DriverJar";

  private final BundleContext context;

  DriverEvents(BundleContext context) {
    this.context = context;
  }

  void runs(Path file, JarCopy jar, List<String> drivers) {
    record(
        "Normal",
        "DriverStarted",
        file,
        jar.name() + " " + jar.version() + " brings " + String.join(", ", drivers));
  }

  void refused(Path file, String reason) {
    record("Warning", "DriverRefused", file, reason);
  }

  /** A bundle has gone, and something of it has not. */
  void left(String bundle, String message) {
    record("Warning", "DriverThreads", new ResourceKey("Bundle", "", bundle), message);
  }

  private void record(String type, String reason, Path file, String message) {
    record(type, reason, new ResourceKey(KIND, "", file.getFileName().toString()), message);
  }

  private void record(String type, String reason, ResourceKey subject, String message) {
    ServiceReference<Events> reference = context.getServiceReference(Events.class);
    Events events = reference == null ? null : context.getService(reference);
    if (events != null) {
      events.record(type, reason, subject, message);
      context.ungetService(reference);
    }
  }
}
