package io.carob.tck.snapshot;

/** One entry of a layer, in the layer's order. Paths are relative, without a leading slash. */
sealed interface Entry {

  String path();

  /** The root folder has the empty path. */
  record Folder(String path, Meta meta, boolean opaque) implements Entry {}

  /** A file; {@code hole} bytes of nothing come before the content. */
  record RegularFile(String path, Meta meta, Bytes content, long hole) implements Entry {}

  /** One more name of a file that this layer brought before. */
  record HardLink(String path, String target) implements Entry {}

  record SymbolicLink(String path, Meta meta, String target) implements Entry {}

  record Special(String path, Meta meta, Type type, int major, int minor) implements Entry {}

  /** The name is hidden from here on. */
  record Whiteout(String path) implements Entry {}

  /** The content of a file. */
  final class Bytes {
    private final byte[] bytes;

    Bytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    int length() {
      return bytes.length;
    }

    byte[] get() {
      return bytes.clone();
    }
  }

  enum Type {
    FIFO,
    CHARACTER_DEVICE,
    BLOCK_DEVICE
  }
}
