package io.carob.gogo;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the first bytes of what is written, counts the rest, and is deaf once it was read. */
final class BoundedOutput extends OutputStream {

  private final byte[] bytes;
  private int length;
  private long dropped;
  private boolean closed;

  BoundedOutput(int most) {
    bytes = new byte[most];
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] from, int offset, int count) {
    if (closed) {
      return; // a command that goes on after its end
    }
    int kept = Math.min(count, bytes.length - length);
    System.arraycopy(from, offset, bytes, length, kept);
    length += kept;
    dropped += count - kept;
  }

  /** What was written; says at the end how much of it is not there. */
  synchronized String finish() {
    closed = true;
    String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
    return dropped == 0 ? text : text + "\n... and " + dropped + " bytes more\n";
  }
}
