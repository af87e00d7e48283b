package io.carob.image.store.write;

import java.io.IOException;
import java.io.InputStream;

/** Files of a layout in a tar. */
record TarFiles(ArchiveFile archive) implements LayoutFiles {

  @Override
  public void folder(String name) throws IOException {
    archive.folder(name);
  }

  @Override
  public void file(String name, long size, InputStream in) throws IOException {
    archive.file(name, size, in);
  }
}
