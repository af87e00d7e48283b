package io.carob.junit;

import java.util.Objects;

/**
 * How a command in a container ended.
 *
 * @param code its exit code: 126 when it could not be run, 127 when it was not there
 * @param out what it printed
 * @param err what it printed to its error output
 */
public record Executed(int code, String out, String err) {

  /** Checks that all parts are there. */
  public Executed {
    Objects.requireNonNull(out);
    Objects.requireNonNull(err);
  }

  /**
   * Answers this when the command ended with 0.
   *
   * @throws AssertionError when it did not, with what it printed
   */
  public Executed ok() {
    if (code != 0) {
      throw new AssertionError("the command ended with " + code + ": " + out + err);
    }
    return this;
  }
}
