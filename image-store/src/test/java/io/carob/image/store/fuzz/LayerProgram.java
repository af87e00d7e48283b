package io.carob.image.store.fuzz;

import io.carob.image.store.kit.Tar;

/**
 * Turns bytes into a layer whose entries meet each other: few names, all types, whiteouts. So a
 * fuzzer spends its time on what entries do to each other and not on finding headers.
 */
final class LayerProgram {

  private static final String[] HOSTILE = {
    "a", "b", "c", "d", "a", "b", "..", ".", "", ".wh.a", ".wh.b", ".wh..wh..opq", ".wh.", ".wh..",
    ".wh..wh.plnk", "\u00ff\u0001",
  };
  private static final String[] TAME = {
    "a", "b", "c", "d", "a", "b", "c", "a", "b", ".wh.a", ".wh.b", ".wh..wh..opq", ".wh.c", "c",
    "d", "a",
  };
  private static final int[] MODES = {0644, 0755, 04755, 02770, 01777, 0, 0600, 07777};
  private static final String[] FLAVOURS = {
    "", "", "", "SCHILY.xattr.user.x", "SCHILY.xattr.trusted.overlay.opaque", "mtime", "path",
    "GNU.sparse.map",
  };

  private final byte[] program;
  private final String[] names;
  private int at;

  LayerProgram(byte[] program, int from, boolean tame) {
    this.program = program;
    this.names = tame ? TAME : HOSTILE;
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
    String name = path(next());
    tar.mode(MODES[kind >> 5]).owner(kind & 3, kind & 1).mtime(1_600_000_000L + kind);
    switch (kind & 15) {
      case 0, 1, 2, 3 -> tar.file(name, "content of " + at);
      case 4, 5, 6, 7 -> tar.entry('5', name + "/", "", new byte[0], 0, 0);
      case 8, 9 -> tar.symlink(name, target(next()));
      case 10, 11 -> tar.link(name, path(next()));
      case 12 -> tar.device(name, '6', 0, 0);
      case 13 -> tar.device(name, '3', next() & 1, next() & 3);
      case 14 -> flavoured(tar, name);
      default -> whiteout(tar, name);
    }
  }

  private void flavoured(Tar tar, String name) {
    String flavour = FLAVOURS[next() & 7];
    if (names == TAME && !flavour.equals("mtime") && !flavour.endsWith("user.x")) {
      tar.file(name, "plain");
    } else {
      tar.pax(flavour.isEmpty() ? "comment" : flavour, String.valueOf(next())).file(name, "f");
    }
  }

  private void whiteout(Tar tar, String name) {
    int slash = name.lastIndexOf('/') + 1;
    tar.file(name.substring(0, slash) + (next() < 64 ? ".wh..wh..opq" : ".wh." + names[0]), "");
  }

  /** One to three parts; the number of parts is in the first two bits. */
  private String path(int first) {
    StringBuilder path = new StringBuilder(names[first & 15]);
    for (int i = first >> 6; i > 1; i--) {
      path.append('/').append(names[next() & 15]);
    }
    return path.toString();
  }

  private String target(int first) {
    String inside = path(first);
    return switch (first >> 4 & 3) {
      case 0 -> inside;
      case 1 -> "/" + inside;
      case 2 -> "../" + inside;
      default -> names == TAME ? "../" + inside : "../../../victim";
    };
  }
}
