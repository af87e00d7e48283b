package io.carob.volume.hostpath;

/** What lies at a path, as the upper bits of its mode say. */
enum FileKind {
  DIRECTORY("a directory", 0040000),
  FILE("a file", 0100000),
  SOCKET("a socket", 0140000),
  CHAR_DEVICE("a character device", 0020000),
  BLOCK_DEVICE("a block device", 0060000),
  OTHER("something else", 0);

  private static final int TYPE_BITS = 0170000;

  private final String words;
  private final int bits;

  FileKind(String words, int bits) {
    this.words = words;
    this.bits = bits;
  }

  static FileKind ofMode(int mode) {
    for (FileKind kind : values()) {
      if (kind.bits == (mode & TYPE_BITS)) {
        return kind;
      }
    }
    return OTHER;
  }

  /** For messages. */
  String words() {
    return words;
  }
}
