package io.carob.linux.fs;

import io.carob.linux.RawName;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** Sharing of file content between inodes, by the ioctl FICLONE. */
final class Reflink {

  private static final long FICLONE = 0x40049409L;

  private Reflink() {}

  /** Makes the whole of one open file the content of another; a negative error number if not. */
  static int share(OpenFile from, OpenFile to) {
    return Libc.ioctl(to.number(), FICLONE, from.number());
  }

  static Optional<String> whyNot(Path directory) {
    String name = ".carob-reflink-" + UUID.randomUUID();
    try (RootDirectory root = RootDirectory.open(directory)) {
      root.mkdir(name, 0700);
      try (RootDirectory probe = root.openSubdirectory(name)) {
        return whyNot(probe, directory);
      } finally {
        root.removeTree(name);
      }
    }
  }

  private static Optional<String> whyNot(RootDirectory probe, Path directory) {
    byte[] block = new byte[4096];
    try (OpenFile source = probe.createFile("a", 0600)) {
      source.write(block, 0, block.length);
    }
    try (OpenFile source = probe.openFile("a");
        OpenFile copy = probe.createFile("b", 0600)) {
      int result = share(source, copy);
      return result >= 0
          ? Optional.empty()
          : Optional.of(
              String.valueOf(
                  LinuxError.of("FICLONE in", RawName.ofPath(directory), result).getMessage()));
    }
  }
}
