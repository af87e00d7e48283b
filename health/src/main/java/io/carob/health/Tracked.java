package io.carob.health;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** All services of one type, each as a question. */
final class Tracked<S, T> extends ServiceTracker<S, Asked<T>> {

  private final Function<S, T> question;
  private final Predicate<T> lasts;
  private final Executor threads;

  Tracked(
      BundleContext context,
      Class<S> type,
      Function<S, T> question,
      Predicate<T> lasts,
      Executor threads) {
    super(context, type, null);
    this.question = question;
    this.lasts = lasts;
    this.threads = threads;
  }

  @Override
  public @Nullable Asked<T> addingService(ServiceReference<S> reference) {
    S service = context.getService(reference);
    return service == null ? null : new Asked<>(() -> question.apply(service), lasts, threads);
  }

  @Override
  public void removedService(ServiceReference<S> reference, Asked<T> asked) {
    context.ungetService(reference);
  }

  /** The questions by service, the highest rank first. */
  List<Map.Entry<ServiceReference<S>, Asked<T>>> all() {
    List<Map.Entry<ServiceReference<S>, Asked<T>>> all = new ArrayList<>(getTracked().entrySet());
    all.sort(Map.Entry.comparingByKey(Comparator.reverseOrder()));
    return all;
  }
}
