package io.carob.assembly.launch;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, once all bundles run, at what could not start and at what is not ready. */
final class Started {

  private static final Logger log = LoggerFactory.getLogger(Started.class);

  /** Without its API the service could be neither used nor stopped in order. */
  private static final String API = "io.carob.rest.RestService";

  private Started() {}

  /** Logs each component that failed; answers why the service cannot be used, if it cannot. */
  static Optional<String> unusable(Framework framework) {
    Map<String, String> failed = asked(framework.getBundleContext(), "failed-components");
    failed.forEach((name, reason) -> log.error("{} does not work: {}", name, reason));
    return Optional.ofNullable(failed.get(API));
  }

  /**
   * Logs what the node lacks to be ready. It is the first look at its health: whoever asks for that
   * meanwhile gets the same answer, and gets it before what can come later takes the processors.
   */
  static void look(Framework framework) {
    try {
      asked(framework.getBundleContext(), "not-ready")
          .forEach((part, found) -> log.info("Not ready yet, {}: {}", part, found));
    } catch (RuntimeException e) {
      log.debug("The framework stops already", e);
    }
  }

  @SuppressWarnings("rawtypes") // the only class of this service type that the framework can give
  private static Map<String, String> asked(@Nullable BundleContext context, String purpose) {
    Map<String, String> all = new TreeMap<>();
    if (context == null) {
      return all; // it has stopped
    }
    try {
      Collection<ServiceReference<Supplier>> references =
          context.getServiceReferences(Supplier.class, "(carob.supplies=" + purpose + ")");
      for (ServiceReference<Supplier> reference : references) {
        Supplier<?> supplier = context.getService(reference);
        if (supplier != null && supplier.get() instanceof Map<?, ?> found) {
          found.forEach((name, why) -> all.put(String.valueOf(name), String.valueOf(why)));
          context.ungetService(reference);
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }
}
