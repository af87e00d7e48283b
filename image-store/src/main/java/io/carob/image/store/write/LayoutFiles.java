package io.carob.image.store.write;

import java.io.IOException;
import java.io.InputStream;

/** Where the files of a layout go, a folder or a tar. */
interface LayoutFiles {

  /** Makes a folder; those above it are there. */
  void folder(String name) throws IOException;

  /** Adds a file of that size. */
  void file(String name, long size, InputStream in) throws IOException;
}
