package io.carob.assembly.node;

import io.carob.assembly.drivers.Components;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
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
    ServiceReference<ServiceComponentRuntime> reference =
        context.getServiceReference(ServiceComponentRuntime.class);
    ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
    if (runtime == null) {
      failed.put("every component", "the bundle that starts components does not run");
      return failed;
    }
    for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
      for (var configuration : runtime.getComponentConfigurationDTOs(component)) {
        if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
          failed.put(component.name, Components.reason(String.valueOf(configuration.failure)));
        }
      }
    }
    context.ungetService(reference);
    return failed;
  }
}
