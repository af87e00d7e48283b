package io.carob.assembly.conf;

import java.util.Map;

/** A part that goes into the jars of tests: with {@code mode = on} it needs a {@code key}. */
public final class Choosy implements Runnable {

  static final String REASON = "mode is on, but there is no key";

  /**
   * Takes the configuration, for Declarative Services.
   *
   * @throws IllegalArgumentException when it cannot be with it
   */
  void activate(Map<String, Object> values) {
    if ("on".equals(values.get("mode")) && !values.containsKey("key")) {
      throw new IllegalArgumentException(REASON);
    }
  }

  @Override
  public void run() {}
}
