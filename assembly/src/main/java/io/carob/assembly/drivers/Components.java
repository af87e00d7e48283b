package io.carob.assembly.drivers;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** What Declarative Services say of the components of one bundle, in words for people. */
public final class Components {

  private static final String CAUSE = "Caused by: ";
  private static final String OWN = "io.carob.api.CarobException: ";

  private final BundleContext context;

  Components(BundleContext context) {
    this.context = context;
  }

  /** Why a component could not be activated, if one could not. */
  Optional<String> failure(Bundle bundle) {
    return first(
        bundle,
        (component, configuration) ->
            configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION
                ? "its component "
                    + component.name
                    + " cannot be made: "
                    + reason(String.valueOf(configuration.failure))
                : null);
  }

  /** What the configuration of the components goes by. */
  Set<String> pids(Bundle bundle) {
    Set<String> pids = new TreeSet<>();
    first(
        bundle,
        (component, configuration) -> {
          pids.addAll(Arrays.asList(component.configurationPid));
          return null;
        });
    return pids;
  }

  /** What a component waits for, if one does. */
  Optional<String> waiting(Bundle bundle) {
    return first(bundle, Components::waiting);
  }

  private static @Nullable String waiting(
      ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
    return switch (configuration.state) {
      case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION ->
          "its component "
              + component.name
              + " waits for its configuration, conf/"
              + String.join(".cfg or conf/", component.configurationPid)
              + ".cfg";
      case ComponentConfigurationDTO.UNSATISFIED_REFERENCE ->
          "its component " + component.name + " waits for " + wanted(component, configuration);
      default -> null;
    };
  }

  private static String wanted(
      ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
    return Arrays.stream(configuration.unsatisfiedReferences)
        .map(
            unsatisfied ->
                Arrays.stream(component.references)
                    .filter(reference -> reference.name.equals(unsatisfied.name))
                    .map(reference -> "a service " + reference.interfaceName)
                    .findFirst()
                    .orElse(unsatisfied.name))
        .collect(Collectors.joining(", "));
  }

  private Optional<String> first(
      Bundle bundle,
      BiFunction<ComponentDescriptionDTO, ComponentConfigurationDTO, @Nullable String> words) {
    ServiceReference<ServiceComponentRuntime> reference =
        context.getServiceReference(ServiceComponentRuntime.class);
    ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
    if (runtime == null) {
      return Optional.empty();
    }
    try {
      for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
        for (var configuration : runtime.getComponentConfigurationDTOs(component)) {
          String found = words.apply(component, configuration);
          if (found != null) {
            return Optional.of(found);
          }
        }
      }
      return Optional.empty();
    } finally {
      context.ungetService(reference);
    }
  }

  /** The one line of a stack trace that an operator needs: Carob's own message, or the cause. */
  public static String reason(String trace) {
    String reason = "";
    for (String line : trace.lines().toList()) {
      String message = line.startsWith(CAUSE) ? line.substring(CAUSE.length()) : line;
      if (message.startsWith(OWN)) {
        return message.substring(OWN.length());
      }
      if (reason.isEmpty() || line.startsWith(CAUSE)) {
        reason = message;
      }
    }
    return reason;
  }
}
