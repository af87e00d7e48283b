package io.carob.image.store.write;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A tar of plain files, all of root's and of the beginning of time. */
final class ArchiveFile implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;

  private final OutputStream out;
  private final TarWriter tar;
  private final byte[] buffer = new byte[BUFFER];

  ArchiveFile(Path file) throws IOException {
    out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            BUFFER);
    tar = new TarWriter(out);
  }

  void folder(String name) throws IOException {
    tar.entry(TarMeta.plainFolder(name + "/"));
  }

  /** Adds a file; fails when the stream has another size. */
  void file(String name, long size, InputStream in) throws IOException {
    tar.entry(TarMeta.plain(name, size, 0644));
    while (tar.left() > 0) {
      int n = in.read(buffer, 0, (int) Math.min(BUFFER, tar.left()));
      if (n < 0) {
        throw new IOException(name + " became shorter while it was written");
      }
      tar.data(buffer, 0, n);
    }
  }

  void finish() throws IOException {
    tar.finish();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
