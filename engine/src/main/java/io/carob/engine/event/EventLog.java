package io.carob.engine.event;

import io.carob.api.Subscription;
import io.carob.api.node.MetricSource;
import io.carob.api.pod.Event;
import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events of this node, the last {@value #CAPACITY} of them. */
public final class EventLog implements Events {

  static final int CAPACITY = 1000;
  private static final Logger LOG = LoggerFactory.getLogger("io.carob.events");

  private final Supplier<Instant> clock;
  private final Map<Long, Event> ring = new LinkedHashMap<>();
  private final Map<ResourceKey, Long> lastOf = new LinkedHashMap<>();
  private final EventCounts counts = new EventCounts();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
  private long next;

  /**
   * Makes an empty log.
   *
   * @param clock tells the time
   */
  public EventLog(Supplier<Instant> clock) {
    this.clock = clock;
  }

  @Override
  public synchronized List<Event> list() {
    return List.copyOf(new ArrayList<>(ring.values()));
  }

  @Override
  public void record(String type, String reason, ResourceKey subject, String message) {
    Event event = keep(type, reason, subject, message);
    counts.count(type, reason);
    if (event.count() == 1) {
      LOG.info("{} {} {}: {}", type, subject, reason, message);
    }
    for (Consumer<Event> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.warn("a listener of events failed", e);
      }
    }
  }

  /** How many there were, also of those that are not kept any more. */
  public MetricSource counts() {
    return counts;
  }

  @Override
  public Subscription subscribe(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private synchronized Event keep(String type, String reason, ResourceKey subject, String message) {
    Long lastId = lastOf.get(subject);
    Event last = lastId == null ? null : ring.get(lastId);
    int count = 1;
    if (last != null
        && last.type().equals(type)
        && last.reason().equals(reason)
        && last.message().equals(message)) {
      count = last.count() + 1;
      ring.remove(lastId);
    }
    Event event = new Event(clock.get(), type, reason, subject, message, count);
    ring.put(next, event);
    lastOf.remove(subject);
    lastOf.put(subject, next++);
    if (ring.size() > CAPACITY) {
      Long oldest = ring.keySet().iterator().next();
      Event gone = ring.remove(oldest);
      if (gone != null) {
        lastOf.remove(gone.subject(), oldest);
      }
    }
    return event;
  }
}
