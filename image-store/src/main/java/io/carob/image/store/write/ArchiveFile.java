package io.carob.image.store.write;

import io.carob.linux.fs.OpenFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A tar of plain files, all of root's and of the beginning of time. */
final class ArchiveFile {

  private static final int BUFFER = 256 * 1024;

  private final OutputStream out;
  private final TarWriter tar;
  private final byte[] buffer = new byte[BUFFER];

  ArchiveFile(OpenFile file) {
    out = new BufferedOutputStream(new FileStream(file), BUFFER);
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

  /** Writes into a file that somebody else closes. */
  private static final class FileStream extends OutputStream {

    private final OpenFile file;

    FileStream(OpenFile file) {
      this.file = file;
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      file.write(bytes, offset, length);
    }
  }
}
