package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles of drivers in the running framework. Each comes as a bundle of its own, also when it
 * replaces another: so the old one serves until the new one does, and a new one that cannot serve
 * changes nothing.
 */
public final class DriverBundles {

  private static final Logger LOG = LoggerFactory.getLogger(DriverBundles.class);

  /** What the locations of bundles from the folder for drivers begin with. */
  public static final String FOLDER = "carob-drivers:";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final BundleContext context;
  private final Hidden hidden;
  private final Threads threads;
  private final Departures departures;
  private final Components components;
  private final Trial trial;
  private final Tables tables;

  /** Bundles of the framework of this context. */
  DriverBundles(BundleContext context, Hidden hidden, Threads threads, Departures departures) {
    this.context = context;
    this.hidden = hidden;
    this.threads = threads;
    this.departures = departures;
    this.components = new Components(context);
    this.tables = new Tables(context);
    this.trial = new Trial(context, hidden, components, this::discard);
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
      // It stays on the lowest level: what is above the level of the framework, which may still
      // rise, is not started. On the way down the last bundle of a level is stopped first.
      return context.installBundle(location, in);
    } catch (BundleException | IOException e) {
      throw new Refusal("cannot be installed: " + e.getMessage(), e);
    }
  }

  /**
   * Puts another bundle into the place of one that runs, without a gap: the new one is tried and
   * started beside the old one and checked by the core; then new calls are given to it, and the old
   * one goes when its own calls have ended. That is waited for a moment only.
   *
   * @param old the one that runs
   * @param jar as for {@link #add}
   * @param prefix as for {@link #add}
   * @param limit as for {@link #add}
   * @param late as for {@link #add}
   * @param serves is told of the new one before the old one goes; when that raises something, the
   *     new one goes instead, and the old one serves again
   * @throws Refusal when the new one cannot be used; the old one was not touched then
   */
  public Started replace(
      Bundle old,
      JarCopy jar,
      String prefix,
      Duration limit,
      Runnable late,
      Consumer<Started> serves)
      throws Refusal {
    List<String> served = tables.servedBy(old);
    Set<Thread> before = Threads.all();
    Started started = add(jar, prefix, limit, late);
    try {
      tables.awaitChecked(started, limit);
    } catch (Refusal e) {
      discard(started.bundle());
      throw e;
    }
    started.drivers().stream()
        .filter(served::contains)
        .forEach(driver -> tables.prefer(driver, started.bundle()));
    try {
      serves.accept(started);
    } catch (RuntimeException e) {
      discard(started.bundle());
      throw e;
    }
    Threads.Marks marks = Threads.marks(old);
    departures.begin(
        old,
        () -> {
          uninstall(old);
          threads.report(marks, before);
        });
    return started;
  }

  /**
   * Stops and uninstalls a bundle, and lets go of its classes: the framework keeps those of an
   * uninstalled bundle while others are wired to it.
   */
  public void remove(Bundle bundle) throws Refusal {
    Threads.Marks marks = Threads.marks(bundle);
    uninstall(bundle);
    threads.report(marks, Threads.all());
  }

  private void uninstall(Bundle bundle) throws Refusal {
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
  }

  private void discard(Bundle bundle) {
    try {
      uninstall(bundle);
    } catch (Refusal e) {
      LOG.warn("Bundle {} {}", bundle.getSymbolicName(), e.reason());
    }
  }

  /** Whether a bundle is tried now, or its start hangs: nobody sees anything of it then. */
  public boolean isTried(Bundle bundle) {
    return hidden.hides(bundle);
  }

  /** Whether another bundle serves in place of a bundle, which has not stopped yet. */
  public boolean isLeaving(Bundle bundle) {
    return departures.isGoing(bundle);
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
