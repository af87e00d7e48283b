package io.carob.rest.fake;

import io.carob.api.Subscription;
import io.carob.api.pod.Event;
import io.carob.api.pod.Events;
import io.carob.api.pod.ResourceKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Events in a list. */
public final class FakeEvents implements Events {

  /** Who listens. */
  public final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  private final List<Event> events = new CopyOnWriteArrayList<>();

  @Override
  public List<Event> list() {
    return List.copyOf(events);
  }

  @Override
  public void record(String type, String reason, ResourceKey subject, String message) {
    Event event =
        new Event(Instant.parse("2026-01-01T00:00:00Z"), type, reason, subject, message, 1);
    events.add(event);
    listeners.forEach(listener -> listener.accept(event));
  }

  @Override
  public Subscription subscribe(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
