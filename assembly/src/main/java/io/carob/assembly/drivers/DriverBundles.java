package io.carob.assembly.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
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
  private final Tables tables;

  /** Bundles of the framework of this context. */
  DriverBundles(BundleContext context, Hidden hidden) {
    this.context = context;
    this.hidden = hidden;
    this.components = new Components(context);
    this.trial = new Trial(context, hidden, components);
    this.tables = new Tables(context);
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
   * started beside the old one and checked by the core; then new calls are given to it, and the old
   * one goes when its own calls have ended.
   *
   * @throws Refusal when the new one cannot be used; the old one was not touched then
   */
  public Started replace(Bundle old, JarCopy jar, String prefix, Duration limit, Runnable late)
      throws Refusal {
    List<String> served = tables.servedBy(old);
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
    remove(old);
    return started;
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
