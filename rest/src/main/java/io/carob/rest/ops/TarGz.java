package io.carob.rest.ops;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;

/** Writes files of a few megabytes into a compressed archive, in the form ustar. */
final class TarGz implements AutoCloseable {

  private static final int BLOCK = 512;
  private static final int MOST_NAME = 100;
  private static final int SUM_AT = 148;

  private final OutputStream out;
  private final long time;

  TarGz(OutputStream out, Instant time) throws IOException {
    this.out = new GZIPOutputStream(out, 1 << 16, true);
    this.time = time.getEpochSecond();
  }

  /** Adds a file that its owner alone may read, and sends it off. */
  void add(String name, byte[] content) throws IOException {
    byte[] head = new byte[BLOCK];
    String kept = name.length() > MOST_NAME ? name.substring(name.length() - MOST_NAME) : name;
    put(head, 0, kept);
    put(head, 100, "0000600");
    put(head, 108, "0000000");
    put(head, 116, "0000000");
    put(head, 124, String.format("%011o", content.length));
    put(head, 136, String.format("%011o", time));
    put(head, SUM_AT, "        ");
    put(head, 156, "0");
    put(head, 257, "ustar");
    put(head, 263, "00");
    int sum = 0;
    for (byte b : head) {
      sum += b & 0xff;
    }
    put(head, SUM_AT, String.format("%06o", sum));
    head[SUM_AT + 6] = 0;
    out.write(head);
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    out.flush();
  }

  private static void put(byte[] head, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, head, at, bytes.length);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
