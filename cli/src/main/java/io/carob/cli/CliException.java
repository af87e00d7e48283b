package io.carob.cli;

/** The command ends with this message and exit code. */
final class CliException extends RuntimeException {

  /** The request failed. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** No service answers. */
  static final int NO_SERVICE = 3;

  private final int exitCode;
  private final boolean absent;

  CliException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
    this.absent = false;
  }

  CliException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.absent = false;
  }

  /** Nobody listens, rather than somebody who does not answer. */
  static CliException absent(String message) {
    return new CliException(NO_SERVICE, message, true);
  }

  private CliException(int exitCode, String message, boolean absent) {
    super(message);
    this.exitCode = exitCode;
    this.absent = absent;
  }

  boolean isAbsent() {
    return absent;
  }

  int exitCode() {
    return exitCode;
  }
}
