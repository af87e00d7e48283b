package io.carob.rest.pod;

/** The streams of {@code carob-exec/1}. */
final class Frames {

  /** Client to server: what the command reads. */
  static final byte STDIN = 0;

  /** Server to client: what the command prints. */
  static final byte STDOUT = 1;

  /** Server to client: what the command prints to its error output. */
  static final byte STDERR = 2;

  /** Server to client, last: the exit code, four bytes. */
  static final byte EXIT = 3;

  /** Client to server: the end of what the command reads; no bytes. */
  static final byte STDIN_END = 4;

  /** Server to client, last, instead of the exit code: why there is none, as text. */
  static final byte ERROR = 5;

  private Frames() {}
}
