package io.carob.volume.configmap;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A file as the volume shows it. */
final class ShownFile {

  private static final PosixFilePermission[] FROM_HIGHEST_BIT = PosixFilePermission.values();

  private final byte[] content;
  private final int mode;

  ShownFile(byte[] content, int mode) {
    this.content = content.clone();
    this.mode = mode;
  }

  byte[] content() {
    return content.clone();
  }

  int size() {
    return content.length;
  }

  boolean hasContent(byte[] other) {
    return Arrays.equals(content, other);
  }

  /** The mode, in the form of the file system's own interface. */
  Set<PosixFilePermission> permissions() {
    return permissions(mode);
  }

  /** Translates the nine permission bits. */
  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> out = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < FROM_HIGHEST_BIT.length; i++) {
      if ((mode & (0400 >> i)) != 0) {
        out.add(FROM_HIGHEST_BIT[i]);
      }
    }
    return out;
  }
}
