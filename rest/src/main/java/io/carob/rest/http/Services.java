package io.carob.rest.http;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The node's services, as they are at the moment of the question: each may come and go. */
public final class Services {

  private final Map<Class<?>, Supplier<? extends List<?>>> sources = new LinkedHashMap<>();

  /** Says where the services of a type are found. Only before the first question. */
  public <T> Services with(Class<T> type, Supplier<List<T>> source) {
    sources.put(type, source);
    return this;
  }

  /**
   * The service of a type.
   *
   * @throws CarobException {@code UNAVAILABLE} when it is not there
   */
  public <T> T get(Class<T> type) {
    return find(type)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNAVAILABLE,
                    "the service "
                        + type.getSimpleName()
                        + " is not there; its bundle is starting, stopped or being replaced. Try"
                        + " again, or see `carob bundle ls`"));
  }

  /** The service of a type, when it is there. */
  public <T> Optional<T> find(Class<T> type) {
    return all(type).stream().findFirst();
  }

  /** All services of a type. */
  public <T> List<T> all(Class<T> type) {
    Supplier<? extends List<?>> source = sources.get(type);
    return source == null ? List.of() : source.get().stream().map(type::cast).toList();
  }

  /** The simple names of the types that have no service now. */
  public List<String> missing() {
    return sources.entrySet().stream()
        .filter(entry -> entry.getValue().get().isEmpty())
        .map(entry -> entry.getKey().getSimpleName())
        .sorted()
        .toList();
  }
}
