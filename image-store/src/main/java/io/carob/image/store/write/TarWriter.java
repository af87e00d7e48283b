package io.carob.image.store.write;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a tar: ustar headers, with a PAX header before an entry that needs one, and nothing in it
 * that the entry does not say. So the same entries always make the same bytes.
 */
public final class TarWriter {

  private static final int BLOCK = TarBlock.SIZE;

  private final OutputStream out;
  private final byte[] zeros = new byte[BLOCK];
  private long left;
  private int padding;

  /** Writes to a stream, which is the caller's to close. */
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins an entry; its data must follow, as much as it says. */
  public void entry(TarMeta meta) throws IOException {
    expectComplete();
    byte[] records = PaxFields.of(meta);
    if (records.length > 0) {
      out.write(TarBlock.ofPax(meta, records.length));
      out.write(records);
      out.write(zeros, 0, padding(records.length));
    }
    out.write(TarBlock.of(meta));
    left = meta.size();
    padding = padding(meta.size());
    endData();
  }

  /** Adds data of the entry. */
  public void data(byte[] bytes, int offset, int length) throws IOException {
    if (length > left) {
      throw new IllegalStateException("more data than the entry says");
    }
    out.write(bytes, offset, length);
    left -= length;
    endData();
  }

  /** Fills up the entry with zeros: its file became shorter since it was begun. */
  public void fill() throws IOException {
    while (left > 0) {
      data(zeros, 0, (int) Math.min(left, BLOCK));
    }
  }

  /** How much data the entry still needs. */
  public long left() {
    return left;
  }

  /** Writes the end of the archive. */
  public void finish() throws IOException {
    expectComplete();
    out.write(zeros);
    out.write(zeros);
  }

  private void endData() throws IOException {
    if (left == 0) {
      out.write(zeros, 0, padding);
      padding = 0;
    }
  }

  private void expectComplete() {
    if (left > 0) {
      throw new IllegalStateException("the entry before is not complete");
    }
  }

  private static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }
}
