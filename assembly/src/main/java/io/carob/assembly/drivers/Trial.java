package io.carob.assembly.drivers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Starts a bundle, first where nobody sees it: its drivers are made, told to say their names, and
 * stopped again. What passes is started for all to see. All of it runs on a thread of its own and
 * within a limit: what hangs there hangs alone, and stays hidden.
 */
final class Trial {

  private final BundleContext context;
  private final Hidden hidden;
  private final Components components;
  private final Consumer<Bundle> discard;

  /**
   * Tries bundles.
   *
   * @param discard takes away what is not wanted any more
   */
  Trial(BundleContext context, Hidden hidden, Components components, Consumer<Bundle> discard) {
    this.context = context;
    this.hidden = hidden;
    this.components = components;
    this.discard = discard;
  }

  /**
   * Tries and starts a bundle.
   *
   * @param bundle installed, and never started
   * @param classes the classes in its jar
   * @param limit how long that may take
   * @param late runs when what went on beyond the limit has ended after all, on its thread, and the
   *     bundle is gone
   * @return the drivers, each {@code type/name}; none when its components wait for something
   * @throws Refusal when it cannot be started; the caller uninstalls it, unless it hangs
   */
  List<String> run(Bundle bundle, Set<String> classes, Duration limit, Runnable late)
      throws Refusal {
    return Limited.run(
        bundle.getSymbolicName(),
        new Limited.Terms(
            "its start",
            limit,
            "Mend the driver, or raise activation.seconds in conf/" + Policy.FILE,
            false),
        classes::contains,
        givenUp -> attempt(bundle, givenUp),
        () -> {
          discard.accept(bundle);
          late.run();
        });
  }

  private List<String> attempt(Bundle bundle, BooleanSupplier givenUp) throws Refusal {
    if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0) {
      return List.of();
    }
    hidden.hide(bundle);
    try {
      bundle.start();
      if (bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED) {
        throw new Refusal("was not started: the framework has not come to its start level");
      }
      List<String> drivers = drivers(bundle);
      bundle.stop();
      if (givenUp.getAsBoolean()) {
        throw new Refusal("came too late"); // nobody shall see it any more
      }
      hidden.show(bundle);
      bundle.start();
      return drivers;
    } catch (BundleException e) {
      throw new Refusal("does not start: " + innermost(e), e);
    }
  }

  /** Makes the drivers of a bundle that is started, on this thread. */
  private List<String> drivers(Bundle bundle) throws Refusal {
    List<String> drivers = new ArrayList<>();
    ServiceReference<?>[] offered = bundle.getRegisteredServices();
    if (offered != null) {
      for (ServiceReference<?> reference : offered) {
        String type = Offer.type(reference).orElse("");
        if (!type.isEmpty()) {
          drivers.add(type + "/" + name(bundle, reference));
        }
      }
    }
    String failure = components.failure(bundle).orElse("");
    if (!failure.isEmpty()) {
      throw Refusal.notMade(failure, components.pids(bundle));
    }
    return List.copyOf(drivers);
  }

  private String name(Bundle bundle, ServiceReference<?> reference) throws Refusal {
    Object driver = context.getService(reference);
    if (driver == null) {
      throw Refusal.notMade(
          components.failure(bundle).orElse("its driver cannot be made; the log says why"),
          components.pids(bundle));
    }
    try {
      return Offer.name(driver);
    } finally {
      context.ungetService(reference);
    }
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == failure || cause.getMessage() == null
        ? String.valueOf(failure.getMessage())
        : failure.getMessage() + ": " + cause;
  }
}
