package io.carob.api.node;

import io.carob.api.CarobException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs lines of commands inside the service, such as those of the framework's shell. Whoever may
 * use it may do with the service what they like. Not there without OSGi.
 */
@ProviderType
public interface Console {

  /**
   * Runs a line, and waits for its end. Each line is on its own: variables are gone afterwards.
   *
   * @param line the line, in the language of the console
   * @param limit how long it may take; then it is interrupted, and what it has written so far is
   *     the answer
   * @return what it wrote; that the line failed is told there too
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when too many lines run already, those
   *     counted that do not end though they were interrupted
   */
  Outcome run(String line, Duration limit);

  /**
   * What became of a line.
   *
   * @param out what it wrote, at most a megabyte of it
   * @param failure why it did not come to a good end; empty when it did
   */
  record Outcome(String out, Optional<String> failure) {

    /** Checks that all parts are there. */
    public Outcome {
      Objects.requireNonNull(out);
      Objects.requireNonNull(failure);
    }
  }
}
