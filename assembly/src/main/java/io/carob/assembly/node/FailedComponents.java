package io.carob.assembly.node;

import io.carob.assembly.drivers.Components;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * The components that could not be activated, and why, by name. The launcher asks: it lives outside
 * the framework, so that only the JDK's types are known to both.
 */
final class FailedComponents implements Supplier<Map<String, String>> {

  private final BundleContext context;

  FailedComponents(BundleContext context) {
    this.context = context;
  }

  @Override
  public Map<String, String> get() {
    Map<String, String> failed = new TreeMap<>();
    each(
        failed,
        (component, configuration) -> {
          if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            failed.put(component.name, Components.reason(String.valueOf(configuration.failure)));
          }
        });
    return failed;
  }

  /** All components, and how they stand. */
  Map<String, String> states() {
    Map<String, String> states = new TreeMap<>();
    each(
        states,
        (component, configuration) ->
            states.merge(
                component.bundle.symbolicName + " " + component.name,
                state(configuration),
                (one, other) -> one + "; " + other));
    return states;
  }

  private static String state(ComponentConfigurationDTO configuration) {
    return switch (configuration.state) {
      case ComponentConfigurationDTO.ACTIVE -> "active";
      case ComponentConfigurationDTO.SATISFIED -> "satisfied";
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> "waits for its configuration";
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          Arrays.stream(configuration.unsatisfiedReferences)
              .map(reference -> reference.name)
              .collect(Collectors.joining(", ", "waits for ", ""));
      default -> "failed: " + Components.reason(String.valueOf(configuration.failure));
    };
  }

  private void each(
      Map<String, String> found,
      BiConsumer<ComponentDescriptionDTO, ComponentConfigurationDTO> look) {
    ServiceReference<ServiceComponentRuntime> reference =
        context.getServiceReference(ServiceComponentRuntime.class);
    ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
    if (runtime == null) {
      found.put("every component", "the bundle that starts components does not run");
      return;
    }
    for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
      for (var configuration : runtime.getComponentConfigurationDTOs(component)) {
        look.accept(component, configuration);
      }
    }
    context.ungetService(reference);
  }
}
