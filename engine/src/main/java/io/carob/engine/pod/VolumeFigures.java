package io.carob.engine.pod;

import io.carob.api.Usage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last known sizes of volumes. A volume is measured when it is first asked for; later the last
 * figure is answered, and an old one is measured again in the background: lists of pods walk no
 * trees.
 */
final class VolumeFigures {

  /** How old a figure may be before the next question has it measured again. */
  static final Duration FRESH = Duration.ofSeconds(10);

  private static final Duration FORGOTTEN = Duration.ofHours(1);

  private record Figure(Usage usage, long nanos) {}

  private final Executor background;
  private final LongSupplier nanos;
  private final Map<String, Figure> known = new ConcurrentHashMap<>();
  private final Set<String> running = ConcurrentHashMap.newKeySet();

  VolumeFigures(Executor background, LongSupplier nanos) {
    this.background = background;
    this.nanos = nanos;
  }

  /** The size of a volume, measured this way. */
  Usage of(String volume, Supplier<Usage> measure) {
    long now = nanos.getAsLong();
    Figure figure = known.get(volume);
    if (figure == null) {
      known.values().removeIf(other -> now - other.nanos() > FORGOTTEN.toNanos());
      return put(volume, measure.get());
    }
    if (now - figure.nanos() > FRESH.toNanos() && running.add(volume)) {
      background.execute(
          () -> {
            try {
              put(volume, measure.get());
            } finally {
              running.remove(volume);
            }
          });
    }
    return figure.usage();
  }

  private Usage put(String volume, Usage usage) {
    known.put(volume, new Figure(usage, nanos.getAsLong()));
    return usage;
  }
}
