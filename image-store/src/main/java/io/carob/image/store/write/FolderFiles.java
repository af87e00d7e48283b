package io.carob.image.store.write;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;

/** Files of a layout in a folder; times are those of a tar of it. */
record FolderFiles(Path root) implements LayoutFiles {

  @Override
  public void folder(String name) throws IOException {
    Files.createDirectory(
        root.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
  }

  @Override
  public void file(String name, long size, InputStream in) throws IOException {
    Path file = root.resolve(name);
    if (Files.copy(in, file) != size) {
      throw new IOException(name + " changed its size while it was written");
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(0));
  }
}
