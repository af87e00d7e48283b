package io.carob.image.store.write;

import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/**
 * Files of a layout in a folder that is held open, so that nobody who exchanges its name leads them
 * elsewhere; times are those of a tar of it.
 */
record FolderFiles(RootDirectory root) implements LayoutFiles {

  private static final int BUFFER = 256 * 1024;

  @Override
  public void folder(String name) {
    root.mkdir(name, 0755);
  }

  @Override
  public void file(String name, long size, InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long written = 0;
    try (OpenFile file = root.createFile(name, 0644)) {
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        file.write(buffer, 0, n);
        written += n;
      }
      file.setTimes(Instant.EPOCH, Instant.EPOCH);
    }
    if (written != size) {
      throw new IOException(name + " changed its size while it was written");
    }
  }
}
