package io.carob.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds providers, as the starting thread sees them and as this module does; each class once. One
 * that cannot be made is told in the log and left out, as the service does with a driver's jar.
 */
final class Parts {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private Parts() {}

  /** The only provider that a node cannot do without. */
  static <S> S one(List<S> found, String artifact) {
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.UNSUPPORTED,
                    "starting a node in this program: "
                        + artifact
                        + " is not there. Put it on the class path or the module path"));
  }

  /**
   * What a loader finds.
   *
   * @param loaders loads by a class loader; it stands with the caller, whose module uses the type
   */
  static <S> List<S> all(Loading<S> loaders) {
    List<S> found = new ArrayList<>();
    Set<Class<?>> seen = new HashSet<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context != null) {
      collect(loaders.by(context), seen, found);
    }
    collect(loaders.by(Parts.class.getClassLoader()), seen, found);
    return found;
  }

  private static <S> void collect(ServiceLoader<S> loader, Set<Class<?>> seen, List<S> found) {
    Iterator<ServiceLoader.Provider<S>> providers = loader.stream().iterator();
    ServiceLoader.Provider<S> provider = next(providers);
    while (provider != null) {
      if (seen.add(provider.type())) {
        try {
          found.add(provider.get());
        } catch (ServiceConfigurationError | LinkageError e) {
          LOG.warn("{} is left out: it cannot be made", provider.type().getName(), e);
        }
      }
      provider = next(providers);
    }
  }

  private static <S> ServiceLoader.@Nullable Provider<S> next(
      Iterator<ServiceLoader.Provider<S>> providers) {
    while (true) {
      try {
        return providers.hasNext() ? providers.next() : null;
      } catch (ServiceConfigurationError | LinkageError e) {
        LOG.warn("a part is left out: its class cannot be loaded", e);
      }
    }
  }

  /** Loads providers of one type. */
  interface Loading<S> {
    ServiceLoader<S> by(@Nullable ClassLoader loader);
  }
}
