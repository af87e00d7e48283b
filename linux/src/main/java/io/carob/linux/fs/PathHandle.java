package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import java.nio.file.Path;

/**
 * A file or directory held by a descriptor (O_PATH), whatever becomes of its name. Its {@link
 * #procPath()} serves as the source or target of a mount that nobody can redirect.
 */
public final class PathHandle implements AutoCloseable {

  private final Fd fd;

  PathHandle(Fd fd) {
    this.fd = fd;
  }

  /** Holds a host path, symbolic links followed. */
  public static PathHandle open(Path path) {
    return new PathHandle(Fd.open(RawName.ofPath(path), O_PATH));
  }

  /** A path that leads to exactly this file, in this process, while the handle is open. */
  public Path procPath() {
    return Path.of(fd.procPath());
  }

  /** Reads the inode's state. */
  public FileStat stat() {
    return Statx.at(fd.number(), "", 0);
  }

  /** Lets go; a second time has no effect. */
  @Override
  public void close() {
    fd.close();
  }
}
