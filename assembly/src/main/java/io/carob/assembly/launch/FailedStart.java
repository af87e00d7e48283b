package io.carob.assembly.launch;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, once all bundles run, at what could not start. */
final class FailedStart {

  private static final Logger log = LoggerFactory.getLogger(FailedStart.class);

  /** Without its API the service could be neither used nor stopped in order. */
  private static final String API = "io.carob.rest.RestService";

  private FailedStart() {}

  /** Logs each component that failed; answers why the service cannot be used, if it cannot. */
  static Optional<String> report(Framework framework) {
    Map<String, String> failed = failed(framework.getBundleContext());
    failed.forEach((name, reason) -> log.error("{} does not work: {}", name, reason));
    return Optional.ofNullable(failed.get(API));
  }

  @SuppressWarnings("rawtypes") // the only class of this service type that the framework can give
  private static Map<String, String> failed(BundleContext context) {
    Map<String, String> all = new TreeMap<>();
    try {
      Collection<ServiceReference<Supplier>> references =
          context.getServiceReferences(Supplier.class, "(carob.supplies=failed-components)");
      for (ServiceReference<Supplier> reference : references) {
        Supplier<?> supplier = context.getService(reference);
        if (supplier != null && supplier.get() instanceof Map<?, ?> failed) {
          failed.forEach((name, why) -> all.put(String.valueOf(name), String.valueOf(why)));
          context.ungetService(reference);
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }
}
