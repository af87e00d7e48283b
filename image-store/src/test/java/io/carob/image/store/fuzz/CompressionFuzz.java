package io.carob.image.store.fuzz;

import io.carob.api.ErrorCode;
import io.carob.image.store.tar.Decompression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** gzip and zstd streams: what the JDK reads of a gzip stream, we read alike. */
public final class CompressionFuzz {

  private static final int MOST = 4 << 20;
  private static final Set<ErrorCode> REFUSALS =
      Set.of(ErrorCode.DATA_LOSS, ErrorCode.INVALID_ARGUMENT);

  private CompressionFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String outcome = Outcome.of(() -> inflate(data, out), REFUSALS);
    if (outcome.isEmpty() && out.size() < MOST && isGzip(data)) {
      compare(data, out.toByteArray());
    }
  }

  private static void inflate(byte[] data, ByteArrayOutputStream out) {
    try (InputStream plain = Decompression.open(new ByteArrayInputStream(data))) {
      byte[] buffer = new byte[10_000];
      for (int n = plain.read(buffer); n >= 0 && out.size() < MOST; n = plain.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isGzip(byte[] data) {
    return data.length > 4 && data[0] == 0x1F && (data[1] & 0xFF) == 0x8B && (data[3] & 2) == 0;
  }

  /** The JDK stops early at a later member with a wrong header checksum, which we do not check. */
  private static void compare(byte[] data, byte[] ours) {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(data))) {
      byte[] theirs = gzip.readAllBytes();
      if (!Arrays.equals(theirs, Arrays.copyOf(ours, theirs.length))) {
        throw new AssertionError("the JDK reads other bytes");
      }
    } catch (IOException e) {
      throw new AssertionError("the JDK refuses the stream", e);
    }
  }
}
