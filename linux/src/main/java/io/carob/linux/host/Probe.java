package io.carob.linux.host;

import java.util.Optional;

/**
 * Whether something works here, found out by doing it.
 *
 * @param subject what was tried
 * @param cause why it does not work; empty when it does
 */
public record Probe(String subject, Optional<Throwable> cause) {

  /** Whether it works. */
  public boolean works() {
    return cause.isEmpty();
  }

  /** Tries something. */
  static Probe of(String subject, Trial trial) {
    try {
      trial.run();
      return new Probe(subject, Optional.empty());
    } catch (Exception e) {
      return new Probe(subject, Optional.of(e));
    }
  }

  /** Something that may fail. */
  @FunctionalInterface
  interface Trial {

    /**
     * Does it.
     *
     * @throws Exception when it does not work
     */
    void run() throws Exception;
  }
}
