package io.carob.health;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Ready: every component that should be active is, or could be at once. */
final class ComponentsCheck implements HealthCheck {

  private final BundleContext context;

  ComponentsCheck(BundleContext context) {
    this.context = context;
  }

  @Override
  public Result execute() {
    ServiceReference<ServiceComponentRuntime> reference =
        context.getServiceReference(ServiceComponentRuntime.class);
    ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
    if (runtime == null) {
      return NodeChecks.down("the bundle that starts components does not run");
    }
    try {
      return look(runtime);
    } finally {
      context.ungetService(reference);
    }
  }

  private static Result look(ServiceComponentRuntime runtime) {
    List<String> failed = new ArrayList<>();
    List<String> waiting = new ArrayList<>();
    for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
      for (var configuration : runtime.getComponentConfigurationDTOs(component)) {
        switch (configuration.state) {
          case ComponentConfigurationDTO.FAILED_ACTIVATION -> failed.add(component.name);
          case ComponentConfigurationDTO.UNSATISFIED_REFERENCE,
              ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
              waiting.add(component.name);
          default -> {}
        }
      }
    }
    if (!failed.isEmpty()) {
      return NodeChecks.warn(
          "not activated: " + String.join(", ", failed) + "; the service's log says why");
    }
    return waiting.isEmpty()
        ? NodeChecks.ok("all are active")
        : NodeChecks.warn("waiting for what they need: " + String.join(", ", waiting));
  }
}
