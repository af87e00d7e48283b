package io.carob.drivertest;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Map;
import java.util.Objects;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/**
 * Asks Declarative Services why a component of a bundle did not come. Its classes are those inside
 * the framework, so it is asked by reflection.
 */
final class FelixComponents {

  private FelixComponents() {}

  /**
   * Sets what a component is configured with, before its bundle starts.
   *
   * @param values may be empty
   */
  static void configure(Framework felix, String pid, Map<String, String> values) {
    if (values.isEmpty()) {
      return;
    }
    try {
      // All references: this class may see the type in another class loader than the framework's.
      ServiceReference<?>[] found =
          felix
              .getBundleContext()
              .getAllServiceReferences("org.osgi.service.cm.ConfigurationAdmin", null);
      Object admin =
          Objects.requireNonNull(
              felix.getBundleContext().getService(Objects.requireNonNull(found)[0]));
      ClassLoader loader = admin.getClass().getClassLoader();
      Object configuration =
          loader
              .loadClass("org.osgi.service.cm.ConfigurationAdmin")
              .getMethod("getConfiguration", String.class, String.class)
              .invoke(admin, pid, "?");
      loader
          .loadClass("org.osgi.service.cm.Configuration")
          .getMethod("update", Dictionary.class)
          .invoke(configuration, FrameworkUtil.asDictionary(values));
    } catch (ReflectiveOperationException | InvalidSyntaxException e) {
      throw new IllegalStateException("cannot set " + pid, e);
    }
  }

  /** The reason after a colon, or an empty text. */
  static String reason(Framework felix, String runtimeType, Bundle bundle) {
    ServiceReference<?> found = felix.getBundleContext().getServiceReference(runtimeType);
    Object runtime = found == null ? null : felix.getBundleContext().getService(found);
    if (runtime == null) {
      return "";
    }
    try {
      StringBuilder reasons = new StringBuilder();
      Class<?> type = runtime.getClass().getClassLoader().loadClass(runtimeType);
      Object of = Array.newInstance(Bundle.class, 1);
      Array.set(of, 0, bundle);
      Object all =
          type.getMethod("getComponentDescriptionDTOs", Bundle[].class).invoke(runtime, of);
      for (Object description : (Collection<?>) all) {
        Object states =
            type.getMethod("getComponentConfigurationDTOs", description.getClass())
                .invoke(runtime, description);
        for (Object state : (Collection<?>) states) {
          Object failure = state.getClass().getField("failure").get(state);
          Object unsatisfied = state.getClass().getField("unsatisfiedReferences").get(state);
          if (failure != null) {
            reasons.append(": ").append(String.valueOf(failure).lines().findFirst().orElse(""));
          } else if (unsatisfied != null && Array.getLength(unsatisfied) > 0) {
            Object reference = Array.get(unsatisfied, 0);
            reasons
                .append(": it waits for the service ")
                .append(reference.getClass().getField("name").get(reference));
          }
        }
      }
      return reasons.toString();
    } catch (ReflectiveOperationException e) {
      return " (" + e + ")";
    }
  }
}
