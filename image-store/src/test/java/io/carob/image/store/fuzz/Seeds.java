package io.carob.image.store.fuzz;

import io.carob.image.store.kit.Tar;
import java.io.ByteArrayOutputStream;

/** Small inputs that reach most of the readers. */
final class Seeds {

  private Seeds() {}

  static byte[] tar() {
    return new Tar()
        .dir("d/")
        .file("d/f", "content")
        .symlink("s", "d/f")
        .link("h", "d/f")
        .device("p", '6', 0, 0)
        .device("c", '3', 1, 3)
        .pax(
            "path", "d/" + "n".repeat(120),
            "mtime", "1600000000.123456789",
            "atime", "-1.5",
            "uid", "70000",
            "SCHILY.xattr.user.a%3Db", "v")
        .file("x", "long")
        .file("d/.wh.gone", "")
        .file("d/.wh..wh..opq", "")
        .build();
  }

  /** The three PAX forms. */
  static byte[] sparse() {
    String map = "2\n0\n5\n4096\n3\n";
    return new Tar()
        .pax("GNU.sparse.size", "8192", "GNU.sparse.name", "a", "GNU.sparse.map", "0,5,4096,3")
        .file("GNUSparseFile.0/a", "01234abc")
        .pax(
            "GNU.sparse.size", "8192",
            "GNU.sparse.offset", "0",
            "GNU.sparse.numbytes", "5",
            "GNU.sparse.offset", "4096",
            "GNU.sparse.numbytes", "3")
        .file("b", "01234abc")
        .pax(
            "GNU.sparse.major", "1",
            "GNU.sparse.minor", "0",
            "GNU.sparse.name", "c",
            "GNU.sparse.realsize", "8192")
        .file("GNUSparseFile.0/c", map + "\0".repeat(512 - map.length()) + "01234abc")
        .build();
  }

  /** Long names and the old sparse form. */
  static byte[] gnu() {
    byte[] old = new Tar().magic("ustar  \0").entry('S', "s", "", Tar.bytes("01234"), 0, 0).open();
    number(old, 386, 0);
    number(old, 398, 5);
    number(old, 483, 8192);
    return new Tar()
        .magic("ustar  \0")
        .entry('L', "././@LongLink", "", Tar.bytes("l".repeat(130) + "\0"), 0, 0)
        .entry('K', "././@LongLink", "", Tar.bytes("t".repeat(130) + "\0"), 0, 0)
        .symlink("short", "short")
        .raw(Mending.checksums(old))
        .entry('g', "pax_global_header", "", Tar.bytes("13 comment=x\n"), 0, 0)
        .build();
  }

  static byte[] members() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(Tar.gzip(new byte[700]));
    all.writeBytes(Tar.gzip(Tar.bytes("second")));
    all.writeBytes(new byte[20]);
    return all.toByteArray();
  }

  private static void number(byte[] header, int at, int value) {
    byte[] digits = Tar.bytes(String.format("%011o", value));
    System.arraycopy(digits, 0, header, at, digits.length);
  }
}
