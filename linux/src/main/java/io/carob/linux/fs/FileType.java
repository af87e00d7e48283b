package io.carob.linux.fs;

import io.carob.linux.internal.Constants;

/** What an inode is. */
public enum FileType {
  REGULAR(Constants.S_IFREG),
  DIRECTORY(Constants.S_IFDIR),
  SYMLINK(Constants.S_IFLNK),
  CHARACTER_DEVICE(Constants.S_IFCHR),
  BLOCK_DEVICE(Constants.S_IFBLK),
  FIFO(Constants.S_IFIFO),
  SOCKET(Constants.S_IFSOCK),
  UNKNOWN(0);

  private static final FileType[] ALL = values();

  private final int bits;

  FileType(int bits) {
    this.bits = bits;
  }

  /** The type bits within a mode. */
  int bits() {
    return bits;
  }

  /** The type that a mode's upper bits say. */
  public static FileType ofMode(int mode) {
    for (FileType type : ALL) {
      if (type.bits == (mode & Constants.S_IFMT)) {
        return type;
      }
    }
    return UNKNOWN;
  }
}
