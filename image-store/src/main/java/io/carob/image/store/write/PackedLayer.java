package io.carob.image.store.write;

import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobWriter;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Packs a layer with gzip into a blob, with both digests, in one pass. The header has no time and
 * no name, so the same layer makes the same blob. One thread.
 */
public final class PackedLayer extends OutputStream {

  /** The media type of what it makes. */
  public static final String MEDIA_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

  private static final int BUFFER = 64 * 1024;
  private static final byte[] HEADER = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

  private final BlobWriter blob;
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final CRC32 crc = new CRC32();
  private final MessageDigest hash = Digest.sha256();
  private final byte[] packed = new byte[BUFFER];
  private final byte[] gathered = new byte[BUFFER];
  private int filled;
  private long size;

  /** What was made. The blob is held by the lease. */
  public record Result(DiffId diffId, Digest blob, long size) {}

  /** Begins a blob. */
  public PackedLayer(BlobLease lease) {
    blob = lease.ingest(Optional.empty(), -1);
    blob.write(HEADER, 0, HEADER.length);
  }

  @Override
  public void write(int b) {
    if (filled == BUFFER) {
      flushGathered();
    }
    gathered[filled++] = (byte) b;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      if (filled == BUFFER) {
        flushGathered();
      }
      int part = Math.min(left, BUFFER - filled);
      System.arraycopy(bytes, at, gathered, filled, part);
      filled += part;
      at += part;
      left -= part;
    }
  }

  private void flushGathered() {
    hash.update(gathered, 0, filled);
    crc.update(gathered, 0, filled);
    size += filled;
    deflater.setInput(gathered, 0, filled);
    while (!deflater.needsInput()) {
      drain();
    }
    filled = 0;
  }

  private void drain() {
    int n = deflater.deflate(packed, 0, packed.length);
    if (n > 0) {
      blob.write(packed, 0, n);
    }
  }

  /** Bytes of the layer so far. */
  public long size() {
    return size + filled;
  }

  /** Ends the layer; the blob is stored then. */
  public Result finish() {
    flushGathered();
    deflater.finish();
    while (!deflater.finished()) {
      drain();
    }
    byte[] trailer = new byte[8];
    for (int i = 0; i < 4; i++) {
      trailer[i] = (byte) (crc.getValue() >>> (8 * i));
      trailer[4 + i] = (byte) (size >>> (8 * i));
    }
    blob.write(trailer, 0, trailer.length);
    long bytes = blob.size();
    return new Result(new DiffId(Digest.ofHash(hash.digest())), blob.commit(), bytes);
  }

  /** Without {@link #finish}, nothing is left. */
  @Override
  public void close() {
    deflater.end();
    blob.close();
  }
}
