package io.carob.engine.manifest;

import io.carob.api.snapshot.Snapshots;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The limit of a container's writable layer: {@code resources.limits["ephemeral-storage"]}. */
public final class StorageLimit {

  /** The name of the resource. */
  static final String NAME = "ephemeral-storage";

  private static final String FIELD = ".resources.limits." + NAME;

  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private StorageLimit() {}

  /**
   * The limit of a container in bytes, fractions rounded up.
   *
   * @throws io.carob.api.CarobException {@code INVALID_ARGUMENT} when it is no quantity
   */
  public static OptionalLong of(Container container) {
    return of("", container);
  }

  static void check(String path, Container container) {
    OptionalLong limit = of(path, container);
    if (limit.isPresent() && limit.getAsLong() < Snapshots.SMALLEST_LIMIT) {
      throw ManifestError.at(
          path + FIELD, "must be at least 1Mi, but is " + limit.getAsLong() + " bytes");
    }
  }

  private static OptionalLong of(String path, Container container) {
    Optional<Quantity> quantity = quantity(container);
    if (quantity.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(
          Quantity.getAmountInBytes(quantity.get())
              .setScale(0, RoundingMode.CEILING)
              .min(MOST)
              .longValueExact());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw ManifestError.at(
          path + FIELD, "must be a quantity such as 64Mi or 1G, but is \"" + quantity.get() + "\"");
    }
  }

  private static Optional<Quantity> quantity(Container container) {
    if (container.getResources() == null) {
      return Optional.empty();
    }
    @Nullable Map<String, Quantity> limits = container.getResources().getLimits();
    return limits == null ? Optional.empty() : Optional.ofNullable(limits.get(NAME));
  }
}
