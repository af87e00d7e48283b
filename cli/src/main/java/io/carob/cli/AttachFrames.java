package io.carob.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** Shows the frames of {@code carob-exec/1} as they come in the body of an answer. */
final class AttachFrames extends OutputStream {

  private static final int HEAD = 5;
  private static final byte STDOUT = 1;
  private static final byte STDERR = 2;
  private static final byte EXIT = 3;

  private final Terminal terminal;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private int left;
  private OptionalInt exit = OptionalInt.empty();
  private String failure = "";

  AttachFrames(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (head.hasRemaining()) {
        head.put(bytes[at++]);
        left = head.hasRemaining() ? 0 : head.getInt(1);
      } else {
        int part = Math.min(left, end - at);
        take(bytes, at, part);
        at += part;
        left -= part;
      }
      if (!head.hasRemaining() && left == 0) {
        endFrame();
      }
    }
  }

  private void take(byte[] bytes, int offset, int length) {
    switch (head.get(0)) {
      case STDOUT -> show(terminal.out(), bytes, offset, length);
      case STDERR -> show(terminal.err(), bytes, offset, length);
      default -> text.write(bytes, offset, length);
    }
  }

  private static void show(PrintStream to, byte[] bytes, int offset, int length) {
    to.write(bytes, offset, length);
    to.flush();
  }

  private void endFrame() {
    if (head.get(0) == EXIT) {
      exit = OptionalInt.of(ByteBuffer.wrap(text.toByteArray()).getInt());
    } else if (head.get(0) > EXIT) {
      failure = text.toString(Http.TEXT);
    }
    text.reset();
    head.clear();
  }

  /** The exit code, or the reason why there is none. */
  int exitCode() {
    return exit.orElseThrow(
        () ->
            new CliException(
                CliException.FAILED,
                failure.isEmpty() ? "the service ended the connection before the end" : failure));
  }
}
