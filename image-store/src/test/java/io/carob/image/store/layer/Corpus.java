package io.carob.image.store.layer;

import io.carob.image.store.kit.Tar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images, lowest layer first, that unpackers have got wrong in one way or another. */
final class Corpus {

  private static final String XATTR = "SCHILY.xattr.";
  private static final String CAPABILITY =
      "\1\0\0\2\0\4\0\0\0\0\0\0\0\0\0\0\0\0\0\0"; // cap_net_bind_service, revision 2

  private static final String HOLES = "umoci fills holes with zeros; GNU tar keeps them, as we do";

  private Corpus() {}

  /** An image, and where umoci's tree is another, with what is right and why. */
  static final class Image {
    final String name;
    final List<Tar> layers = new ArrayList<>();
    final Map<String, String> ours = new LinkedHashMap<>();

    Image(String name, Tar... layers) {
      this.name = name;
      this.layers.addAll(List.of(layers));
    }

    /** The line of a path is ours; an empty one says that nothing is there. */
    Image ours(String path, String line, String why) {
      if (why.isEmpty()) {
        throw new IllegalArgumentException("a difference needs its reason");
      }
      ours.put(path, line);
      return this;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Image> all() {
    List<Image> all = new ArrayList<>();
    kinds(all);
    names(all);
    whiteouts(all);
    replacements(all);
    lowerThings(all);
    return all;
  }

  private static Tar folder(Tar tar, String name, int mode) {
    return tar.mode(mode).entry('5', name, "", new byte[0], 0, 0).mode(0644);
  }

  private static void kinds(List<Image> all) {
    Tar kinds =
        folder(new Tar().owner(12, 34), "d/", 03770)
            .mode(04755)
            .file("d/setuid", "x")
            .mode(02711)
            .file("setgid", "x")
            .mode(01666)
            .file("sticky", "x")
            .mode(0)
            .file("none", "")
            .mode(0620)
            .device("char", '3', 1, 3)
            .device("block", '4', 259, 7000)
            .device("fifo", '6', 0, 0)
            .symlink("link", "/absolute/../target")
            .link("d/hard", "setgid")
            .link("another", "d/hard");
    all.add(new Image("modes, owners, devices and links", kinds));
    all.add(
        new Image(
            "times and attributes of PAX",
            new Tar()
                .pax("mtime", "1234567890.123456789")
                .file("nanoseconds", "x")
                .pax("mtime", "-12.75")
                .file("before-1970", "x")
                .pax("uid", "4000000", "gid", "5000000")
                .file("large-ids", "x")
                .pax(XATTR + "user.a", "v\0w", XATTR + "security.capability", CAPABILITY)
                .file("attributes", "x")
                .pax(XATTR + "user.on-folder", "v")
                .dir("folder/")));
    String map = "2\n0\n5\n8388600\n3\n";
    all.add(
        new Image(
                "sparse files",
                new Tar()
                    .pax(
                        "GNU.sparse.size", "8388608",
                        "GNU.sparse.numblocks", "2",
                        "GNU.sparse.name", "one",
                        "GNU.sparse.map", "0,5,8388600,3")
                    .file("GNUSparseFile.0/one", "01234abc")
                    .pax(
                        "GNU.sparse.major", "1",
                        "GNU.sparse.minor", "0",
                        "GNU.sparse.name", "d/two",
                        "GNU.sparse.realsize", "8388608")
                    .file(
                        "d/GNUSparseFile.0/two",
                        map + "\0".repeat(512 - map.length()) + "01234abc"))
            .ours("one", sparse("one"), HOLES)
            .ours("d/two", sparse("d/two"), HOLES)
            .ours(
                "d",
                "d DIRECTORY 0755 0:0 1970-01-01T00:00:00Z",
                "umoci gives a folder that no layer brings the time of unpacking; the same image"
                    + " must give the same tree"));
  }

  private static void names(List<Image> all) {
    all.add(
        new Image(
            "spellings of names",
            new Tar()
                .dir("./")
                .dir("./a//")
                .file("./a/./one", "1")
                .file("/a/two", "2")
                .dir("/b")
                .file("b//three", "3")
                .link("./b/four", "/a/one")
                .link("b/five", "./a/two")
                .entry('\0', "v7-folder/", "", new byte[0], 0, 0)
                .entry('0', "a-file-with-slash/", "", new byte[0], 0, 0)));
    String part = "p".repeat(200) + "/";
    Tar odd = new Tar().file("\u00ff\u00fe\u0001\n", "x").file("c\u00c3\u00a4se", "x");
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      path.append(part);
      odd.pax("path", path.toString()).dir("long/");
    }
    odd.pax("path", path + "n".repeat(255)).file("long", "deep");
    odd.pax("linkpath", path + "n".repeat(255)).link("near", "long");
    odd.pax("linkpath", "t".repeat(4000)).symlink("far", "long");
    all.add(new Image("odd and long names", odd));
  }

  private static Tar lower() {
    return new Tar().dir("a/").file("a/one", "1").dir("a/sub/").file("a/sub/x", "x").file("f", "f");
  }

  private static void whiteouts(List<Image> all) {
    all.add(new Image("whiteout of a file", lower(), new Tar().dir("a/").file("a/.wh.one", "")));
    all.add(new Image("whiteout of a folder", lower(), new Tar().file(".wh.a", "")));
    all.add(
        new Image(
            "whiteout before what replaces it",
            lower(),
            new Tar().file(".wh.a", "").dir("a/").file("a/new", "")));
    all.add(
        new Image(
            "opaque first",
            lower(),
            new Tar().dir("a/").file("a/.wh..wh..opq", "").file("a/n", "")));
    all.add(
        new Image(
            "opaque last",
            lower(),
            new Tar().dir("a/").file("a/n", "").file("a/.wh..wh..opq", "")));
    all.add(
        new Image(
                "whiteout after what it must spare",
                lower(),
                new Tar().file("f", "new").file(".wh.f", ""))
            .ours(
                "f",
                "f REGULAR 0644 0:0 2020-09-13T12:26:40Z size=3 " + hash("new"),
                "OCI layer specification: a whiteout applies to lower layers only; umoci and"
                    + " containerd depend on the order"));
  }

  private static void replacements(List<Image> all) {
    all.add(
        new Image(
            "folder, file, folder",
            lower(),
            new Tar().file("a", "now a file"),
            new Tar().dir("a/").file("a/last", "")));
    all.add(
        new Image(
            "symbolic link over folder, folder over symbolic link",
            lower(),
            new Tar().symlink("a", "f"),
            new Tar().dir("a/").file("a/last", "")));
    all.add(
        new Image(
            "one name several times",
            lower(),
            new Tar()
                .file("f", "one")
                .symlink("f", "a")
                .file("f", "two")
                .file("a", "file")
                .dir("a/")
                .file("a/x", "")));
  }

  private static void lowerThings(List<Image> all) {
    all.add(
        new Image(
            "folder changed only",
            lower(),
            folder(new Tar().owner(5, 6).mtime(1_500_000_000), "a/", 01777)));
    all.add(
        new Image(
            "into folders that only lower layers bring",
            folder(folder(new Tar().owner(7, 8), "a/", 01777), "a/b/", 0700),
            new Tar().file("a/b/x", "x").file("a/y", "y")));
    all.add(
        new Image(
                "written through a link to a folder",
                new Tar().dir("usr/").dir("usr/lib64/").symlink("usr/lib", "lib64"),
                new Tar().file("usr/lib/x", "x").file("usr/lib/deep/y", "y"),
                new Tar().file("usr/lib/deep/.wh.y", "").file("usr/lib/z", "z"))
            .ours(
                "usr/lib64",
                "usr/lib64 DIRECTORY 0755 0:0 2020-09-13T12:26:40Z",
                "umoci keeps the time of a folder that is written into, but not through a link")
            .ours(
                "usr/lib64/deep",
                "usr/lib64/deep DIRECTORY 0755 0:0 1970-01-01T00:00:00Z",
                "as above: no time of unpacking"));
    all.add(
        new Image(
            "hard link to a file of a lower layer",
            lower().pax(XATTR + "user.a", "v").mode(04711).file("prog", "content"),
            new Tar().link("h", "prog").link("a/h2", "h")));
    all.add(
        new Image(
            "file whose only change is its mode",
            lower(),
            new Tar().mode(0600).file("a/one", "1").mode(0644)));
  }

  private static String sparse(String path) {
    byte[] content = new byte[8 << 20];
    System.arraycopy(Tar.bytes("01234"), 0, content, 0, 5);
    System.arraycopy(Tar.bytes("abc"), 0, content, 8388600, 3);
    String digest = io.carob.api.Digest.of(content).abbreviated();
    return path + " REGULAR 0644 0:0 2020-09-13T12:26:40Z size=8388608 " + digest + " sparse=true";
  }

  private static String hash(String content) {
    return io.carob.api.Digest.of(Tar.bytes(content)).abbreviated();
  }
}
