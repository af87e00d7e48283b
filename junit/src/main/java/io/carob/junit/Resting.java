package io.carob.junit;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.pod.Resource;
import io.carob.api.pod.ResourceKey;
import io.carob.api.pod.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Deletes what tests brought, with no time to end for containers. */
final class Resting {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Resting() {}

  /** Everything: what makes pods goes before the pods. */
  static void all(Resources resources) {
    List<ResourceKey> makers = new ArrayList<>();
    List<ResourceKey> pods = new ArrayList<>();
    for (String kind : resources.kinds()) {
      (kind.equals("Pod") ? pods : makers)
          .addAll(resources.list(kind, Optional.empty()).stream().map(Resource::key).toList());
    }
    these(resources, makers);
    these(resources, pods);
  }

  /**
   * These, where they are there; returns when they are gone.
   *
   * @throws CarobException {@code UNAVAILABLE} when they are not gone in time; otherwise what kept
   *     one of them from going
   */
  static void these(Resources resources, Collection<ResourceKey> keys) {
    try {
      CompletableFuture.allOf(
              keys.stream().map(key -> delete(resources, key)).toArray(CompletableFuture[]::new))
          .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw failure(e, keys);
    }
  }

  private static CompletableFuture<Void> delete(Resources resources, ResourceKey key) {
    try {
      return resources.delete(key, Optional.of(Duration.ZERO));
    } catch (CarobException e) {
      return e.code() == ErrorCode.NOT_FOUND
          ? CompletableFuture.allOf() // it went with another one, or never came
          : CompletableFuture.failedFuture(e);
    }
  }

  private static CarobException failure(CompletionException e, Collection<ResourceKey> keys) {
    if (e.getCause() instanceof CarobException carob) {
      return carob;
    }
    if (e.getCause() instanceof TimeoutException) {
      return new CarobException(
          ErrorCode.UNAVAILABLE,
          "deleting " + keys + ": not gone after " + LIMIT.toSeconds() + " s. The events say why",
          e);
    }
    return new CarobException(ErrorCode.INTERNAL, "deleting " + keys + ": " + e.getCause(), e);
  }
}
