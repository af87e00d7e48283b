package io.carob.assembly.conf;

import java.util.Arrays;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** What components need of others. */
final class Needs {

  private final BundleContext context;

  Needs(BundleContext context) {
    this.context = context;
  }

  /**
   * Whether a component is being made again: Declarative Services say then for a moment that it
   * waits for services, though all of them are there.
   */
  boolean areMetSoon(ComponentConfigurationDTO component) {
    return component.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE
        && Arrays.stream(component.unsatisfiedReferences)
            .allMatch(each -> isThere(component, each));
  }

  private boolean isThere(ComponentConfigurationDTO component, UnsatisfiedReferenceDTO need) {
    String type =
        Arrays.stream(component.description.references)
            .filter(reference -> reference.name.equals(need.name))
            .map(reference -> reference.interfaceName)
            .findFirst()
            .orElse(null);
    try {
      return context.getAllServiceReferences(type, need.target) != null;
    } catch (InvalidSyntaxException e) {
      return false; // it waits for what cannot be
    }
  }
}
