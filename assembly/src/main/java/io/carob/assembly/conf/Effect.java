package io.carob.assembly.conf;

import io.carob.assembly.drivers.Components;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Waits until components have taken their configuration over. */
final class Effect {

  /** Declarative Services tell of changes only every few seconds, so they are asked. */
  private static final Duration LOOK = Duration.ofMillis(20);

  private final BundleContext context;
  private final Needs needs;

  Effect(BundleContext context) {
    this.context = context;
    this.needs = new Needs(context);
  }

  /** How it ended. */
  enum Outcome {
    TAKEN,
    LATE,
    /** Nobody looked to the end. */
    UNSEEN
  }

  /** A component cannot be with what it was given. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String reason) {
      super(reason);
    }

    /** The reason; never missing. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Waits until every component has taken over what it was given.
   *
   * @param id the PID, or that of one of several, {@code pid~name}
   * @throws RefusedException when one cannot be made with it, with the reason
   */
  Outcome await(String id, Expected expected, Duration patience) throws RefusedException {
    ServiceReference<ServiceComponentRuntime> reference =
        context.getServiceReference(ServiceComponentRuntime.class);
    ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
    if (runtime == null) {
      return Outcome.TAKEN; // there are no components
    }
    long end = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        List<ComponentConfigurationDTO> all = components(runtime, id);
        boolean taken =
            all.stream().allMatch(each -> expected.isIn(each) && !needs.areMetSoon(each))
                && (ConfFile.pid(id).equals(id) || !all.isEmpty());
        Optional<String> failure =
            all.stream().filter(each -> taken).flatMap(Effect::failure).findFirst();
        if (failure.isPresent()) {
          throw new RefusedException(failure.get());
        }
        if (taken && areMade(all, expected, end - System.nanoTime())) {
          return Outcome.TAKEN;
        }
        if (Thread.interrupted()) {
          return Outcome.UNSEEN;
        }
        if (System.nanoTime() > end) {
          return Outcome.LATE;
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
    } finally {
      context.ungetService(reference);
    }
  }

  /**
   * Whether all that offer a service can be made. Declarative Services make them when somebody asks
   * for the service; until then a component whose constructor refuses its values looks sound. While
   * they change a component it has the new values, and offers the old one's service or none.
   */
  private boolean areMade(
      List<ComponentConfigurationDTO> components, Expected expected, long nanos) {
    List<ServiceReference<?>> offered = new ArrayList<>();
    for (ComponentConfigurationDTO each : components) {
      if (offersService(each)) {
        Optional<ServiceReference<?>> next =
            offered(each).filter(reference -> expected.isIn(reference, each)).findFirst();
        if (next.isEmpty()) {
          return false;
        }
        offered.add(next.get());
      }
    }
    FutureTask<Boolean> asking = new FutureTask<>(() -> offered.stream().allMatch(this::isMade));
    Thread thread = new Thread(asking, "carob-configured");
    thread.setDaemon(true);
    thread.start();
    try {
      return asking.get(Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false; // the caller looks at the component, and at the time
    }
  }

  private static boolean offersService(ComponentConfigurationDTO component) {
    return component.description.serviceInterfaces.length > 0
        && (component.state == ComponentConfigurationDTO.SATISFIED
            || component.state == ComponentConfigurationDTO.ACTIVE);
  }

  private Stream<ServiceReference<?>> offered(ComponentConfigurationDTO component) {
    try {
      ServiceReference<?>[] found =
          context.getAllServiceReferences(null, "(component.id=" + component.id + ")");
      return found == null ? Stream.empty() : Stream.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isMade(ServiceReference<?> reference) {
    boolean made = context.getService(reference) != null;
    if (made) {
      context.ungetService(reference);
    }
    return made;
  }

  private static List<ComponentConfigurationDTO> components(
      ServiceComponentRuntime runtime, String id) {
    String pid = ConfFile.pid(id);
    List<ComponentConfigurationDTO> all = new ArrayList<>();
    for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
      if (Arrays.asList(description.configurationPid).contains(pid)) {
        runtime.getComponentConfigurationDTOs(description).stream()
            .filter(each -> pid.equals(id) || isOf(each, id))
            .forEach(all::add);
      }
    }
    return all;
  }

  /** Whether a component, one of several, is the one of that configuration. */
  private static boolean isOf(ComponentConfigurationDTO component, String id) {
    Object pids = component.properties.get(Constants.SERVICE_PID);
    if (pids instanceof Object[] several) {
      return Arrays.asList(several).contains(id);
    }
    return pids instanceof Collection<?> several ? several.contains(id) : id.equals(pids);
  }

  private static Stream<String> failure(ComponentConfigurationDTO component) {
    return component.state == ComponentConfigurationDTO.FAILED_ACTIVATION
        ? Stream.of(Components.reason(String.valueOf(component.failure)))
        : Stream.empty();
  }
}
