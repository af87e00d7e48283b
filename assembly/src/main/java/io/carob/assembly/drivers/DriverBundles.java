package io.carob.assembly.drivers;

import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Bundles of drivers in the running framework. Each comes as a bundle of its own, also when it
 * replaces another: so the old one serves until the new one does, and a new one that cannot serve
 * changes nothing.
 */
public final class DriverBundles {

  /** The level of drivers: above the platform, below the core. */
  private static final int LEVEL = 2;

  /** How long the start of a driver may take, where nobody says otherwise. */
  public static final Duration LIMIT = Policy.DEFAULT.activation();

  /** What the locations of bundles from the folder for drivers begin with. */
  public static final String FOLDER = "carob-drivers:";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final BundleContext context;
  private final Hidden hidden;
  private final Components components;
  private final Trial trial;

  /** Bundles of the framework of this context. */
  DriverBundles(BundleContext context, Hidden hidden) {
    this.context = context;
    this.hidden = hidden;
    this.components = new Components(context);
    this.trial = new Trial(context, hidden, components);
  }

  /**
   * A bundle that has been started.
   *
   * @param bundle the bundle
   * @param drivers what it brought, each {@code type/name}
   */
  public record Started(Bundle bundle, List<String> drivers) {}

  /**
   * Installs, tries and starts a bundle.
   *
   * @param jar its jar
   * @param prefix what its location begins with
   * @param limit how long its start may take
   * @param late as for {@link Trial#run}
   * @throws Refusal when it cannot be used; nothing of it stays, unless it hangs
   */
  public Started add(JarCopy jar, String prefix, Duration limit, Runnable late) throws Refusal {
    Bundle bundle = install(jar, prefix);
    boolean keep = false;
    try {
      Requirements.check(context, bundle);
      List<String> drivers = trial.run(bundle, jar.classes(), limit, late);
      if (drivers.isEmpty() && Offer.isDriver(jar) && components.waiting(bundle).isEmpty()) {
        throw new Refusal(
            "says that it offers a driver, but offers none once it is started; META-INF/services is"
                + " for the class path: annotate the driver with @Component too");
      }
      keep = true;
      return new Started(bundle, drivers);
    } catch (Refusal e) {
      keep = e.kind() == Refusal.Kind.HANGING;
      throw e;
    } finally {
      if (!keep) {
        discard(bundle);
      }
    }
  }

  private Bundle install(JarCopy jar, String prefix) throws Refusal {
    String location = prefix + jar.name() + "@" + NUMBER.incrementAndGet();
    try (InputStream in = jar.open()) {
      Bundle bundle = context.installBundle(location, in);
      bundle.adapt(BundleStartLevel.class).setStartLevel(LEVEL);
      return bundle;
    } catch (BundleException | IOException e) {
      throw new Refusal("cannot be installed: " + e.getMessage(), e);
    }
  }

  /**
   * Puts another bundle into the place of one that runs, without a gap: the new one is tried and
   * started beside the old one, and the old one goes once the new one stands by to serve.
   *
   * @throws Refusal when the new one cannot be used; the old one was not touched then
   */
  public Started replace(Bundle old, JarCopy jar, String prefix, Duration limit, Runnable late)
      throws Refusal {
    Started started = add(jar, prefix, limit, late);
    try {
      awaitStandby(started, jar, limit);
    } catch (Refusal e) {
      discard(started.bundle());
      throw e;
    }
    remove(old);
    return started;
  }

  /** Waits until the core has looked at the new drivers; those of another name serve by then. */
  private void awaitStandby(Started started, JarCopy jar, Duration limit) throws Refusal {
    long end = System.nanoTime() + limit.toNanos();
    for (String driver : started.drivers()) {
      Optional<DriverStatus> status = status(driver, jar);
      while (status.isPresent()
          && status.get().state() == DriverStatus.State.CHECKING
          && System.nanoTime() < end) {
        pause();
        status = status(driver, jar);
      }
      if (status.isPresent() && status.get().state() == DriverStatus.State.REFUSED) {
        throw new Refusal("its driver " + driver + " was refused: " + status.get().reason());
      }
      if (status.isPresent() && status.get().state() == DriverStatus.State.CHECKING) {
        throw new Refusal(
            "the self-check of its driver "
                + driver
                + " has not ended after "
                + limit.toSeconds()
                + " s");
      }
    }
  }

  /** The state of a driver is told by nobody: it is asked for. */
  private static void pause() throws Refusal {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("was not started: the service stops", e);
    }
  }

  private Optional<DriverStatus> status(String driver, JarCopy jar) {
    return statuses().stream()
        .filter(s -> driver.equals(s.info().type() + "/" + s.info().name()))
        .filter(s -> s.source().equals(jar.name()) && s.info().version().equals(jar.version()))
        .findFirst();
  }

  private List<DriverStatus> statuses() {
    try {
      return context.getServiceReferences(DriverSource.class, null).stream()
          .flatMap(reference -> statuses(reference).stream())
          .toList();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<DriverStatus> statuses(ServiceReference<DriverSource> reference) {
    DriverSource source = context.getService(reference);
    try {
      return source == null ? List.of() : source.statuses();
    } finally {
      context.ungetService(reference);
    }
  }

  /**
   * Stops and uninstalls a bundle, and lets go of its classes: the framework keeps those of an
   * uninstalled bundle while others are wired to it.
   */
  public void remove(Bundle bundle) throws Refusal {
    ClassLoader loader = Threads.loader(bundle);
    try {
      bundle.uninstall();
    } catch (BundleException e) {
      throw new Refusal("cannot be uninstalled: " + e.getMessage(), e);
    } catch (IllegalStateException e) {
      // It was uninstalled by somebody else.
    } finally {
      hidden.show(bundle);
    }
    FrameworkWiring wiring =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    if (wiring.getRemovalPendingBundles().contains(bundle)) {
      wiring.refreshBundles(List.of(bundle));
    }
    if (loader != null) {
      Threads.report(bundle, loader);
    }
  }

  private void discard(Bundle bundle) {
    try {
      remove(bundle);
    } catch (Refusal e) {
      Threads.LOG.warn("Bundle {} {}", bundle.getSymbolicName(), e.reason());
    }
  }

  /** What a bundle's components wait for now, if it runs and they do. */
  Optional<String> waiting(Bundle bundle) {
    return bundle.getState() == Bundle.ACTIVE ? components.waiting(bundle) : Optional.empty();
  }

  /** Whether a jar offers a driver. */
  public static boolean isDriver(JarCopy jar) {
    try {
      return Offer.isDriver(jar);
    } catch (Refusal e) {
      return false;
    }
  }

  /** Whether a bundle offers a driver now. */
  public static boolean isDriver(Bundle bundle) {
    ServiceReference<?>[] offered = bundle.getRegisteredServices();
    return offered != null && Arrays.stream(offered).anyMatch(s -> Offer.type(s).isPresent());
  }
}
