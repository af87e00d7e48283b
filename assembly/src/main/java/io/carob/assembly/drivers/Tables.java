package io.carob.assembly.drivers;

import io.carob.api.Subscription;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import io.carob.api.driver.DriverStatus.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * How the core sees the drivers of bundles. The core is told of them before {@code start} of their
 * bundle returns. Of two bundles of one symbolic name and version, the one that came last is last
 * in the list, unless it serves.
 */
final class Tables {

  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final BundleContext context;

  Tables(BundleContext context) {
    this.context = context;
  }

  /** The drivers, each {@code type/name}, that are given calls by way of a bundle. */
  List<String> servedBy(Bundle bundle) {
    List<String> served = new ArrayList<>();
    Set<String> seen = new LinkedHashSet<>();
    for (DriverStatus status : statuses()) {
      if (seen.add(id(status)) && isOf(status, bundle) && status.state() != State.REFUSED) {
        served.add(id(status)); // the first of a name is the one that serves
      }
    }
    return List.copyOf(served);
  }

  /**
   * Waits until the core has checked the drivers of a bundle.
   *
   * @throws Refusal when it does not take one of them, or has not ended in time
   */
  void awaitChecked(DriverBundles.Started started, Duration limit) throws Refusal {
    Semaphore changes = new Semaphore(0);
    List<Subscription> hearing =
        all(null, source -> List.of(source.listen((change, status) -> changes.release())));
    try {
      long end = System.nanoTime() + limit.toNanos();
      for (String driver : started.drivers()) {
        awaitChecked(driver, started.bundle(), changes, end, limit);
      }
    } finally {
      hearing.forEach(Subscription::close);
    }
  }

  private void awaitChecked(
      String driver, Bundle bundle, Semaphore changes, long end, Duration limit) throws Refusal {
    Optional<DriverStatus> status = newest(driver, bundle);
    while (is(status, State.CHECKING) && System.nanoTime() < end) {
      await(changes, end - System.nanoTime());
      status = newest(driver, bundle);
    }
    if (is(status, State.REFUSED)) {
      throw new Refusal("its driver " + driver + " is refused: " + status.get().reason());
    }
    if (is(status, State.CHECKING)) {
      throw new Refusal(
          "the self-check of its driver "
              + driver
              + " has not ended after "
              + limit.toSeconds()
              + " s");
    }
  }

  /** Has the driver of a bundle, which was checked, be given calls in place of any other. */
  void prefer(String driver, Bundle bundle) {
    String name = driver.substring(driver.indexOf('/') + 1);
    String version = bundle.getVersion().toString();
    String type = driver.substring(0, driver.indexOf('/'));
    List<Boolean> unused =
        all("(" + DriverSource.TYPE + "=" + type + ")", s -> List.of(s.prefer(name, version)));
  }

  private static boolean is(Optional<DriverStatus> status, State state) {
    return status.isPresent() && status.get().state() == state;
  }

  private Optional<DriverStatus> newest(String driver, Bundle bundle) {
    return statuses().stream()
        .filter(status -> driver.equals(id(status)) && isOf(status, bundle))
        .reduce((first, second) -> second);
  }

  private static String id(DriverStatus status) {
    return status.info().type() + "/" + status.info().name();
  }

  private static boolean isOf(DriverStatus status, Bundle bundle) {
    return status.source().equals(bundle.getSymbolicName())
        && status.info().version().equals(bundle.getVersion().toString());
  }

  /** All drivers; of one name, the one that serves first. */
  List<DriverStatus> statuses() {
    return all(null, DriverSource::statuses);
  }

  private <R> List<R> all(@Nullable String filter, Function<DriverSource, List<R>> question) {
    return Services.all(context, DriverSource.class, filter, question);
  }

  /** Waits for a change; the core itself may go meanwhile, and then tells nothing. */
  private static void await(Semaphore changes, long nanos) throws Refusal {
    try {
      boolean unused = changes.tryAcquire(Math.min(nanos, SILENCE_NANOS), TimeUnit.NANOSECONDS);
      int unusedToo = changes.drainPermits();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("was not started: the service stops", e);
    }
  }
}
