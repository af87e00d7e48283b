package io.carob.image.store.tar;

/** What a tar entry makes. */
public enum TarType {
  /** A regular file. */
  FILE,
  /** A second name for a file of the same archive. */
  HARD_LINK,
  /** A symbolic link. */
  SYMLINK,
  /** A character device. */
  CHARACTER_DEVICE,
  /** A block device. */
  BLOCK_DEVICE,
  /** A folder. */
  DIRECTORY,
  /** A named pipe. */
  FIFO,
  /** A record about the archive itself, which makes nothing. */
  NOTE,
  /** Something that no layer may hold. */
  UNKNOWN;

  static TarType of(char flag, String name, long size) {
    return switch (flag) {
      case '\0' -> size == 0 && name.endsWith("/") ? DIRECTORY : FILE; // v7 has no other way
      case '0', '7', 'S' -> FILE;
      case '1' -> HARD_LINK;
      case '2' -> SYMLINK;
      case '3' -> CHARACTER_DEVICE;
      case '4' -> BLOCK_DEVICE;
      case '5' -> DIRECTORY;
      case '6' -> FIFO;
      case 'g', 'V' -> NOTE;
      default -> UNKNOWN;
    };
  }

  /** Whether data follows the header, whatever its size field says. */
  boolean hasData() {
    return this == FILE || this == NOTE || this == UNKNOWN;
  }
}
