package io.carob.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;

/** The client's end of {@code carob-exec/1}, see the API's description. */
final class ExecFrames {

  private static final int HEAD = 5;

  private final Wire wire;
  private final Terminal terminal;

  ExecFrames(Wire wire, Terminal terminal) {
    this.wire = wire;
    this.terminal = terminal;
  }

  /** Sends the input, or at once its end. */
  void input(boolean stdin) throws IOException {
    if (!stdin) {
      frame((byte) 4, new byte[HEAD], 0);
      return;
    }
    Thread sender = new Thread(this::send, "carob-stdin");
    sender.setDaemon(true);
    sender.start();
  }

  private void send() {
    byte[] bytes = new byte[HEAD + 32 * 1024];
    try {
      int read;
      while ((read = terminal.in().read(bytes, HEAD, bytes.length - HEAD)) >= 0) {
        frame((byte) 0, bytes, read);
      }
      frame((byte) 4, bytes, 0);
    } catch (IOException e) {
      // The command has ended; its exit code comes, or came, the other way.
      Thread.currentThread().interrupt();
    }
  }

  private void frame(byte stream, byte[] bytes, int length) throws IOException {
    ByteBuffer.wrap(bytes).put(stream).putInt(length);
    wire.write(bytes, HEAD + length);
  }

  /** Shows the outputs until the end; the exit code. */
  int output() throws IOException {
    byte[] head = new byte[HEAD];
    byte[] bytes = new byte[32 * 1024];
    while (true) {
      wire.readFully(head, HEAD);
      int length = ByteBuffer.wrap(head, 1, 4).getInt();
      switch (head[0]) {
        case 1 -> copy(terminal.out(), bytes, length);
        case 2 -> copy(terminal.err(), bytes, length);
        case 3 -> {
          wire.readFully(bytes, length);
          return ByteBuffer.wrap(bytes).getInt();
        }
        default -> {
          wire.readFully(bytes, Math.min(length, bytes.length));
          throw new CliException(
              CliException.FAILED,
              "the command did not run to its end: "
                  + new String(bytes, 0, Math.min(length, bytes.length), Http.TEXT));
        }
      }
    }
  }

  private void copy(PrintStream to, byte[] bytes, int length) throws IOException {
    int left = length;
    while (left > 0) {
      int part = Math.min(left, bytes.length);
      wire.readFully(bytes, part);
      to.write(bytes, 0, part);
      left -= part;
    }
    to.flush();
  }
}
