package io.carob.image.store.tar;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decompresses a zstd stream of one or more frames; corrupt input is {@code DATA_LOSS}. */
final class ZstdStream extends InputStream {

  /** The largest window a blob may ask for: 128 MiB, what the format recommends to accept. */
  private static final int WINDOW_LOG = 27;

  private final ZstdInputStreamNoFinalizer zstd;

  ZstdStream(InputStream in) throws IOException {
    this.zstd = new ZstdInputStreamNoFinalizer(new Unclosed(in));
    zstd.setLongMax(WINDOW_LOG);
  }

  /** Loads the native library. */
  static void load() {
    ZstdInputStreamNoFinalizer.recommendedDInSize(); // the class loads it
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return zstd.read(into, offset, length);
    } catch (ZstdIOException | EOFException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, "the zstd stream is corrupt or ends early: " + e.getMessage(), e);
    }
  }

  /** Releases the native state; the stream below stays open. */
  @Override
  public void close() throws IOException {
    zstd.close();
  }

  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The owner closes it.
    }
  }
}
