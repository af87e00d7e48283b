package io.carob.assembly.drivers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Asks all services of one type. */
final class Services {

  private Services() {}

  /**
   * What all services of a type answer together.
   *
   * @param filter which of them; null for all
   */
  static <S, R> List<R> all(
      BundleContext context,
      Class<S> type,
      @Nullable String filter,
      Function<S, ? extends Collection<R>> question) {
    try {
      List<R> all = new ArrayList<>();
      for (ServiceReference<S> reference : context.getServiceReferences(type, filter)) {
        S service = context.getService(reference);
        if (service != null) {
          all.addAll(question.apply(service));
          context.ungetService(reference);
        }
      }
      return all;
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("our own filters are right", e);
    }
  }
}
