package io.carob.image.store.fuzz;

import io.carob.image.store.kit.Tar;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns bytes into a layer whose entries meet each other: few names, all types, whiteouts. So a
 * fuzzer spends its time on what entries do to each other and not on finding headers.
 */
final class LayerProgram {

  private static final String[] HOSTILE = {
    "a",
    "b",
    "c",
    "d",
    "a",
    "b",
    "..",
    ".",
    "",
    ".wh.a",
    ".wh.b",
    ".wh..wh..opq",
    ".wh.",
    ".wh..",
    ".wh..wh.plnk",
    "\u00ff\u0001",
  };
  private static final String[] FOLDERS = {"a", "b", "a", "b", "a", "b", "c", "a"};
  private static final String[] FILES = {"c", "d", "e", "c", "d", "e", "a", "d"};
  private static final int[] MODES = {0644, 0755, 04755, 02770, 01777, 0, 0600, 07777};
  private static final String[] FLAVOURS = {
    "",
    "",
    "",
    "SCHILY.xattr.user.x",
    "SCHILY.xattr.trusted.overlay.opaque",
    "mtime",
    "path",
    "GNU.sparse.map",
  };

  private final byte[] program;
  private final boolean tame;
  private final List<String> files = new ArrayList<>(List.of("c"));
  private int at;

  /**
   * Reads a program.
   *
   * @param tame whether the layers are to be such as builders make: most of them can be unpacked
   */
  LayerProgram(byte[] program, int from, boolean tame) {
    this.program = program;
    this.tame = tame;
    this.at = from;
  }

  boolean isOver() {
    return at >= program.length;
  }

  /** The next entries, at most so many. */
  Tar entries(int most) {
    Tar tar = new Tar();
    for (int i = 0; i < most && !isOver(); i++) {
      entry(tar);
    }
    return tar;
  }

  private int next() {
    return isOver() ? 0 : program[at++] & 0xFF;
  }

  private void entry(Tar tar) {
    int kind = next();
    tar.mode(MODES[kind >> 5]).owner(kind & 3, kind & 1).mtime(1_600_000_000L + kind);
    boolean folder = (kind & 12) == 4;
    String name = path(next(), folder ? FOLDERS : FILES);
    switch (kind & 15) {
      case 0, 1, 2, 3 -> file(tar, name);
      case 4, 5, 6, 7 -> tar.entry('5', name + "/", "", new byte[0], 0, 0);
      case 8, 9 -> tar.symlink(name, target(next()));
      case 10, 11 -> tar.link(name, linked(next()));
      case 12 -> tar.device(name, '6', 0, 0);
      case 13 -> tar.device(name, '3', tame ? 1 : next() & 1, next() & 3);
      case 14 -> flavoured(tar, name);
      default -> whiteout(tar, name);
    }
  }

  private void file(Tar tar, String name) {
    tar.file(name, "content of " + at);
    files.add(name);
  }

  private String linked(int first) {
    return tame ? files.get(first % files.size()) : path(first, FILES);
  }

  private void flavoured(Tar tar, String name) {
    String flavour = FLAVOURS[next() & (tame ? 3 : 7)];
    tar.pax(flavour.isEmpty() ? "comment" : flavour, String.valueOf(next())).file(name, "f");
  }

  private void whiteout(Tar tar, String name) {
    int slash = name.lastIndexOf('/') + 1;
    int what = next();
    String hidden = what < 64 ? ".wh..opq" : (what & 1) == 0 ? FOLDERS[what & 7] : FILES[what & 7];
    tar.file(name.substring(0, slash) + ".wh." + hidden, "");
  }

  /** One to three parts; their number is in the first two bits. */
  private String path(int first, String[] last) {
    StringBuilder path = new StringBuilder();
    for (int i = first >> 6; i > 1; i--) {
      path.append(tame ? FOLDERS[next() & 7] : HOSTILE[next() & 15]).append('/');
    }
    return path.append(tame ? last[first & 7] : HOSTILE[first & 15]).toString();
  }

  private String target(int first) {
    String inside = path(first, FOLDERS);
    return switch (first >> 4 & 3) {
      case 0 -> inside;
      case 1 -> "/" + inside;
      case 2 -> "../" + inside;
      default -> tame ? "../" + inside : "../../../victim";
    };
  }
}
