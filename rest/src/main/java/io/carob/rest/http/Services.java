package io.carob.rest.http;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The node's services, as they are at the moment of the question: each may come and go. A call that
 * cannot do without one waits for it, because mostly its bundle is just being replaced.
 */
public final class Services {

  private record Ranked(Object service, int rank) {}

  private final Map<Class<?>, List<Ranked>> present = new LinkedHashMap<>();
  private final List<Runnable> removals = new CopyOnWriteArrayList<>();
  private volatile Duration patience;

  /**
   * Services of these types, none of which is there yet.
   *
   * @param patience how long a call waits for one that is not there
   */
  public Services(Duration patience, Collection<Class<?>> types) {
    this.patience = patience;
    types.forEach(type -> present.put(type, new ArrayList<>()));
  }

  /** Changes how long a call waits, from the next one on. */
  public void patience(Duration next) {
    patience = next;
  }

  /** A service of no special rank has come. */
  public <T> void add(Class<T> type, T service) {
    add(type, service, 0);
  }

  /** A service has come; it stands before those of a lower rank, as everywhere in OSGi. */
  public synchronized <T> void add(Class<T> type, T service, int rank) {
    List<Ranked> there = of(type);
    int place = 0;
    while (place < there.size() && there.get(place).rank() >= rank) {
      place++;
    }
    there.add(place, new Ranked(service, rank));
    notifyAll();
  }

  /** A service goes; it is given to no call any more. */
  public <T> void remove(Class<T> type, T service) {
    synchronized (this) {
      of(type).removeIf(ranked -> ranked.service() == service);
    }
    removals.forEach(Runnable::run);
  }

  /** Hears, from now on, that a service has gone, whichever. */
  public Subscription whenRemoved(Runnable listener) {
    removals.add(listener);
    return () -> removals.remove(listener);
  }

  /**
   * The service of a type; waits for it.
   *
   * @throws CarobException {@code UNAVAILABLE} when it has not come in time
   */
  public <T> T get(Class<T> type) {
    return await(type)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNAVAILABLE,
                    "the service "
                        + type.getSimpleName()
                        + " is not there; its bundle is starting, stopped or being replaced. Try"
                        + " again, or see `carob bundle ls`"));
  }

  /** The service of a type, when it is there now. */
  public synchronized <T> Optional<T> find(Class<T> type) {
    return of(type).stream().findFirst().map(ranked -> type.cast(ranked.service()));
  }

  /** All services of a type that are there now. */
  public synchronized <T> List<T> all(Class<T> type) {
    return of(type).stream().<T>map(ranked -> type.cast(ranked.service())).toList();
  }

  /** The simple names of the types that have no service now. */
  public synchronized List<String> missing() {
    return present.entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .map(entry -> entry.getKey().getSimpleName())
        .sorted()
        .toList();
  }

  private synchronized <T> Optional<T> await(Class<T> type) {
    long end = System.nanoTime() + patience.toNanos();
    Optional<T> found = find(type);
    while (found.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return found;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return found;
      }
      found = find(type);
    }
    return found;
  }

  private List<Ranked> of(Class<?> type) {
    List<Ranked> services = present.get(type);
    if (services == null) {
      throw new IllegalArgumentException(type + " is none of the services");
    }
    return services;
  }
}
