package io.carob.image.store.archive;

import java.io.InputStream;
import java.util.Optional;

/** The files of an archive by name, whether it is a folder or a tar. Names are hostile. */
interface ArchiveFiles extends AutoCloseable {

  /** What people call the archive. */
  String source();

  /** The size of a regular file in bytes; empty when there is none. */
  Optional<Long> size(String name);

  /** Opens a regular file that is there. */
  InputStream open(String name);

  @Override
  void close();
}
