package io.carob.assembly.event;

import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The node's events, for what may happen before there is somebody who keeps them: jars and
 * configuration are looked at while the engine still starts, or while it is replaced. What is told
 * then is passed on once the engine's {@link Events} are there.
 */
public final class NodeEvents implements AutoCloseable {

  /** Of more than these, the oldest go, as in the engine's own list. */
  private static final int KEPT = 256;

  private record Told(String type, String reason, ResourceKey subject, String message) {}

  private final Queue<Told> waiting = new ArrayDeque<>();
  private final ServiceTracker<Events, Events> keepers;
  private volatile @Nullable Events keeper; // set before what waits is passed on: none is forgotten

  private NodeEvents(BundleContext context) {
    this.keepers =
        new ServiceTracker<>(context, Events.class, null) {
          @Override
          public Events addingService(ServiceReference<Events> reference) {
            Events events = super.addingService(reference);
            if (events != null) {
              keeper = events;
              passOn(events);
            }
            return events;
          }

          @Override
          public void removedService(ServiceReference<Events> reference, Events events) {
            if (events.equals(keeper)) {
              keeper = null;
            }
            super.removedService(reference, events);
          }
        };
  }

  /** Events told from now on are kept. */
  public static NodeEvents open(BundleContext context) {
    NodeEvents events = new NodeEvents(context);
    events.keepers.open();
    return events;
  }

  /**
   * Records an event, or keeps it until that is possible.
   *
   * @param type {@code Normal} or {@code Warning}
   * @param reason a word for programs
   * @param subject what it happened to
   * @param message a sentence for people
   */
  public void record(String type, String reason, ResourceKey subject, String message) {
    synchronized (waiting) {
      if (waiting.size() == KEPT) {
        waiting.remove();
      }
      waiting.add(new Told(type, reason, subject, message));
    }
    Events events = keeper;
    if (events != null) {
      passOn(events);
    }
  }

  /** The lock is not held over a call of somebody else's. */
  private void passOn(Events events) {
    for (Told next = next(); next != null; next = next()) {
      events.record(next.type(), next.reason(), next.subject(), next.message());
    }
  }

  private @Nullable Told next() {
    synchronized (waiting) {
      return waiting.poll();
    }
  }

  @Override
  public void close() {
    keepers.close();
  }
}
