package io.carob.assembly.conf;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/**
 * What a component has when it has taken a change over.
 *
 * @param values what it was given
 * @param gone what it was given before, and is not any more: there it has what it says itself
 */
record Expected(Map<String, String> values, Set<String> gone) {

  /** Whether a component has it. */
  boolean isIn(ComponentConfigurationDTO component) {
    return isIn(component, key -> true, component.properties::get);
  }

  /** Whether the service of a component has it; what begins with a dot is the component's alone. */
  boolean isIn(ServiceReference<?> service, ComponentConfigurationDTO component) {
    return isIn(component, key -> !key.startsWith("."), service::getProperty);
  }

  private boolean isIn(
      ComponentConfigurationDTO component,
      Function<String, Boolean> counts,
      Function<String, @Nullable Object> has) {
    return values.entrySet().stream()
            .filter(value -> counts.apply(value.getKey()))
            .allMatch(value -> value.getValue().equals(has.apply(value.getKey())))
        && gone.stream()
            .filter(counts::apply)
            .allMatch(
                key ->
                    Objects.deepEquals(has.apply(key), component.description.properties.get(key)));
  }
}
