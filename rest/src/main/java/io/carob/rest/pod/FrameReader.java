package io.carob.rest.pod;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Takes a client's frames apart, however they are cut, and feeds the command's input. */
final class FrameReader {

  private static final int HEAD = 5;

  private final OutputStream stdin;
  private final ByteBuffer head = ByteBuffer.allocate(HEAD);
  private int left;
  private boolean closed;

  FrameReader(OutputStream stdin) {
    this.stdin = stdin;
  }

  /** Takes all bytes of the buffer; writing to the command may block. */
  void take(ByteBuffer buffer) {
    while (buffer.hasRemaining()) {
      if (left > 0) {
        int length = Math.min(left, buffer.remaining());
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        left -= length;
        feed(bytes);
      } else {
        head.put(buffer.get());
        if (!head.hasRemaining()) {
          begin();
        }
      }
    }
  }

  private void begin() {
    byte stream = head.flip().get();
    int length = head.getInt();
    head.clear();
    if (length < 0 || (stream != Frames.STDIN && length != 0)) {
      throw new IllegalArgumentException("a frame of stream " + stream + ", length " + length);
    }
    left = length;
    if (stream == Frames.STDIN_END) {
      close();
    }
  }

  private void feed(byte[] bytes) {
    if (closed) {
      return;
    }
    try {
      stdin.write(bytes);
      stdin.flush();
    } catch (IOException e) {
      // The command reads no more, like the right side of a pipe that ends early.
      close();
    }
  }

  private void close() {
    closed = true;
    try {
      stdin.close();
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(FrameReader.class).debug("closing the input failed", e);
    }
  }
}
