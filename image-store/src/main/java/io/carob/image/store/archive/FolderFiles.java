package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.PathHandle;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder as an archive: symbolic links in it count from it, and lead nowhere else. */
final class FolderFiles implements ArchiveFiles {

  private final Path folder;
  private final RootDirectory root;

  FolderFiles(Path folder) {
    this.folder = folder;
    this.root = RootDirectory.open(folder);
  }

  @Override
  public String source() {
    return folder.toString();
  }

  @Override
  public Optional<Long> size(String name) {
    try (PathHandle file = root.handle(RawName.ofText(name))) {
      FileStat stat = file.stat();
      return stat.isRegular() ? Optional.of(stat.size()) : Optional.empty();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.INTERNAL) {
        throw e;
      }
      return Optional.empty(); // absent, or a path that leads nowhere in here
    }
  }

  @Override
  public InputStream open(String name) {
    try (PathHandle file = root.handle(RawName.ofText(name))) {
      if (!file.stat().isRegular()) {
        throw ArchiveErrors.missing(name);
      }
      return Files.newInputStream(file.procPath());
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "import: " + folder + "/" + name + " cannot be read", e);
    }
  }

  @Override
  public void close() {
    root.close();
  }
}
