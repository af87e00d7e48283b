package io.carob.image.store.fuzz;

import io.carob.api.ErrorCode;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/** The tar reader: any bytes give entries or a refusal, however the stream is cut into pieces. */
public final class TarFuzz {

  private static final int HEADERS = 64 * 1024;
  private static final Set<ErrorCode> REFUSALS =
      Set.of(ErrorCode.DATA_LOSS, ErrorCode.RESOURCE_EXHAUSTED);

  private TarFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    check(data);
    check(Mending.checksums(data));
  }

  private static void check(byte[] tar) {
    String whole = listing(new ByteArrayInputStream(tar));
    String pieces = listing(new Pieces(tar, 1 + tar.length % 700));
    if (!whole.equals(pieces)) {
      throw new AssertionError("read at once: " + whole + "; read in pieces: " + pieces);
    }
  }

  private static String listing(InputStream in) {
    StringBuilder all = new StringBuilder();
    TarReader tar = new TarReader(in, HEADERS);
    all.append(Outcome.of(() -> readAll(tar, all), REFUSALS)).append(tar.isClosed());
    return all.toString();
  }

  private static void readAll(TarReader tar, StringBuilder all) {
    byte[] buffer = new byte[1000];
    Optional<TarEntry> next = tar.next();
    while (next.isPresent()) {
      TarEntry entry = next.get();
      describe(entry, all);
      long sum = 0;
      for (int n = tar.read(buffer, 0, 1000); n >= 0; n = tar.read(buffer, 0, 1000)) {
        for (int i = 0; i < n; i++) {
          sum = 31 * sum + buffer[i];
        }
      }
      all.append(sum).append('\n');
      next = tar.next();
    }
  }

  private static void describe(TarEntry entry, StringBuilder all) {
    all.append(entry.name()).append(' ').append(entry.linkName()).append(' ').append(entry.type());
    all.append(' ').append(entry.mode()).append(' ').append(entry.uid()).append(entry.gid());
    all.append(' ').append(entry.size()).append(' ').append(entry.realSize());
    all.append(' ').append(entry.mtime()).append(entry.atime());
    all.append(' ').append(entry.major()).append(':').append(entry.minor());
    all.append(entry.xattrs().keySet());
    if (entry.size() < 0 || entry.realSize() < 0 || entry.name().indexOf('\0') >= 0) {
      throw new AssertionError("impossible entry: " + all);
    }
  }

  /** Gives a few bytes at a time. */
  private static final class Pieces extends InputStream {
    private final ByteArrayInputStream in;
    private final int most;

    Pieces(byte[] bytes, int most) {
      this.in = new ByteArrayInputStream(bytes);
      this.most = most;
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return in.read(into, offset, Math.min(length, most));
    }
  }
}
