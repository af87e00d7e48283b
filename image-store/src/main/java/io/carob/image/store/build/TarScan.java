package io.carob.image.store.build;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import io.carob.image.store.tar.TarType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/** Reads a whole tar and passes its bytes on. */
final class TarScan {

  private static final int HEADER_LIMIT = 4 << 20;
  private static final int BUFFER = 256 * 1024;

  private final String name;
  private final InputStream tee;

  TarScan(String name, InputStream in, OutputStream out) {
    this.name = name;
    this.tee = new Tee(in, out);
  }

  /** The latest time of change of its entries. */
  Optional<Instant> run() throws IOException {
    TarReader tar = new TarReader(tee, HEADER_LIMIT);
    Optional<Instant> newest = Optional.empty();
    Optional<TarEntry> entry = tar.next();
    while (entry.isPresent()) {
      TarEntry one = entry.get();
      if (one.type() == TarType.UNKNOWN) {
        throw corrupt("its entry " + one.name() + " has the unknown type '" + one.typeFlag() + "'");
      }
      if (one.type() != TarType.NOTE && (newest.isEmpty() || newest.get().isBefore(one.mtime()))) {
        newest = Optional.of(one.mtime());
      }
      entry = tar.next();
    }
    if (!tar.isClosed() && newest.isPresent()) {
      throw corrupt("it ends early");
    }
    byte[] rest = new byte[BUFFER];
    while (tee.read(rest, 0, BUFFER) >= 0) {
      // Passed on; what follows the end of a tar is part of its digest.
    }
    return newest;
  }

  private CarobException corrupt(String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS, "layer " + name + " is no whole tar: " + why + "; make it again");
  }

  private static final class Tee extends InputStream {
    private final InputStream in;
    private final OutputStream out;

    Tee(InputStream in, OutputStream out) {
      this.in = in;
      this.out = out;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = in.read(into, offset, length);
      if (n > 0) {
        out.write(into, offset, n);
      }
      return n;
    }
  }
}
