package io.carob.assembly.drivers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bundles that go because another one serves in their place. Each is stopped on a thread of its
 * own: its calls may go on for a while, and its code may not come to an end; nobody waits long for
 * that.
 */
final class Departures {

  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);

  /** Longer than calls that were begun may go on by default. */
  private static final Duration LONG = Duration.ofMinutes(2);

  private final Duration grace;
  private final LongSupplier nanos;
  private final List<Departure> going = new ArrayList<>(); // guarded by this

  private record Departure(Bundle bundle, String name, long since) {}

  /** How a bundle goes. */
  interface Leave {
    /** Ends when it is gone. */
    void run() throws Refusal;
  }

  /**
   * Nothing goes.
   *
   * @param grace how long one who has another take its place waits for it
   * @param nanos the time
   */
  Departures(Duration grace, LongSupplier nanos) {
    this.grace = grace;
    this.nanos = nanos;
  }

  /** Lets a bundle go; returns when it has, or after a moment. */
  void begin(Bundle bundle, Leave leave) {
    String name = bundle.getSymbolicName() + " " + bundle.getVersion();
    Departure departure = new Departure(bundle, name, nanos.getAsLong());
    synchronized (this) {
      going.add(departure);
    }
    Thread thread = new Thread(() -> leave(departure, leave), "carob-leave " + name);
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(Math.max(1, grace.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      LOG.info("Another bundle serves in place of {}, which has not stopped yet", name);
    }
  }

  private void leave(Departure departure, Leave leave) {
    try {
      leave.run();
    } catch (Refusal e) {
      LOG.warn("Bundle {} {}", departure.name(), e.reason());
    } catch (RuntimeException e) {
      LOG.error("Bundle {} cannot be stopped", departure.name(), e);
    } finally {
      synchronized (this) {
        going.remove(departure);
      }
    }
  }

  /** Whether a bundle goes now. */
  synchronized boolean isGoing(Bundle bundle) {
    return going.stream().anyMatch(one -> one.bundle().equals(bundle));
  }

  /** What has not gone for long, in words. */
  synchronized List<String> troubles() {
    long now = nanos.getAsLong();
    return going.stream()
        .filter(one -> now - one.since() > LONG.toNanos())
        .map(
            one ->
                "bundle "
                    + one.name()
                    + " was replaced and gets no new calls, but it does not stop; it ends with the"
                    + " service")
        .toList();
  }
}
