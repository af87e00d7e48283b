package io.carob.linux.fs;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

  private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

  /** cap_net_raw+ep, as setcap(8) writes it. */
  private static final byte[] NET_RAW = {
    1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private Path temp;
  private Path source;
  private Path target;

  @BeforeEach
  void folders(@TempDir Path dir) throws IOException {
    temp = dir.toRealPath();
    source = Files.createDirectory(temp.resolve("source"));
    target = Files.createDirectory(temp.resolve("target"));
  }

  private static void file(RootDirectory root, String path, String content, int mode) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try (OpenFile file = root.createFile(path, mode)) {
      file.write(bytes, 0, bytes.length);
    }
  }

  /** Everything that a layer can hold. */
  private void fill() {
    try (RootDirectory root = RootDirectory.open(source)) {
      root.mkdir("d", 01755);
      root.mkdir("d/deep", 02750);
      file(root, "d/f", "content", 0640);
      root.chown("d/f", 1000, 2000);
      root.chmod("d/f", 06755);
      root.setXattr("d/f", "security.capability", NET_RAW);
      root.setXattr("d/f", "user.note", VALUE);
      root.setXattr("d/deep", "trusted.mark", VALUE);
      root.setXattr("d/deep", "trusted.overlay.opaque", new byte[] {'y'});
      root.link("d/f", "hard");
      root.link("d/f", "d/deep/hard2");
      file(root, "empty", "", 0600);
      root.symlink("../nowhere/\u00ff", "link");
      root.chown("link", 5, 6);
      root.mknod("fifo", FileType.FIFO, 0622, 0);
      root.mknod("dev", FileType.CHARACTER_DEVICE, 0666, Device.of(1, 5));
      root.mknod("socket", FileType.SOCKET, 0666, 0);
      file(root, "\u00fe\u00ff", "odd name", 0644);
      try (OpenFile sparse = root.createFile("sparse", 0644)) {
        sparse.position(8L << 20);
        sparse.write(VALUE, 0, VALUE.length);
        sparse.truncate(64L << 20);
      }
      root.setTimes("link", Instant.ofEpochSecond(11, 5), Instant.ofEpochSecond(12, 345_678_901));
      for (String path : List.of("d/f", "sparse", "d/deep", "d", "fifo", "")) {
        root.setTimes(
            path, Instant.ofEpochSecond(7, 1), Instant.ofEpochSecond(-12345, 987_654_321));
      }
    }
  }

  /** All that must be equal, by path. */
  private static Map<String, String> describe(Path folder) {
    Map<String, String> all = new TreeMap<>();
    try (RootDirectory root = RootDirectory.open(folder)) {
      describe(root, "", all);
    }
    return all;
  }

  private static void describe(RootDirectory root, String path, Map<String, String> all) {
    FileStat stat = root.stat(path);
    TreeMap<String, String> xattrs = new TreeMap<>();
    for (String name : root.listXattrs(path)) {
      xattrs.put(name, java.util.Arrays.toString(root.getXattr(path, name).orElseThrow()));
    }
    String content =
        stat.isSymlink()
            ? root.readlink(path)
            : stat.isRegular() && stat.size() < 1000 ? read(root, path) : "";
    int links = stat.isDirectory() ? 0 : stat.nlink();
    all.put(
        path,
        Integer.toOctalString(stat.mode())
            + " "
            + stat.uid()
            + ":"
            + stat.gid()
            + " "
            + links
            + " "
            + stat.rdev()
            + " "
            + (stat.isDirectory() ? 0 : stat.size())
            + " "
            + stat.mtime()
            + " "
            + xattrs
            + " "
            + content);
    if (stat.isDirectory()) {
      for (String name : root.list(path)) {
        describe(root, path.isEmpty() ? name : path + "/" + name, all);
      }
    }
  }

  private static String read(RootDirectory root, String path) {
    byte[] bytes = new byte[1000];
    try (OpenFile file = root.openFile(path)) {
      int length = file.read(bytes, 0, bytes.length);
      return new String(bytes, 0, Math.max(length, 0), StandardCharsets.UTF_8);
    }
  }

  @Test
  void copyIsExact() {
    fill();
    Map<String, String> expected = describe(source);
    FileTree.copy(source, target, CopyOptions.EXACT);
    expected.remove("socket");
    expected.replaceAll(
        (path, text) ->
            text.replaceFirst("trusted.overlay.opaque=\\[121\\]", "").replace(", }", "}"));
    Map<String, String> copied = describe(target);
    copied.replaceAll((path, text) -> text.replace(", }", "}"));
    assertThat(copied).isEqualTo(expected);
    assertThat(FileStat.of(target.resolve("hard")).ino())
        .isEqualTo(FileStat.of(target.resolve("d/deep/hard2")).ino())
        .isNotEqualTo(FileStat.of(source.resolve("hard")).ino());
  }

  @Test
  void copyKeepsAccessTimes() {
    fill();
    Instant file = FileStat.of(source.resolve("d/f")).atime();
    Instant link = FileStat.of(source.resolve("link")).atime();
    FileTree.copy(source, target, CopyOptions.EXACT);
    assertThat(FileStat.of(target.resolve("d/f")).atime()).isEqualTo(file);
    assertThat(FileStat.of(target.resolve("link")).atime()).isEqualTo(link);
  }

  @Test
  void copyKeepsHoles() throws IOException {
    fill();
    FileTree.copy(source, target, CopyOptions.EXACT);
    FileStat copy = FileStat.of(target.resolve("sparse"));
    assertThat(copy.size()).isEqualTo(64L << 20);
    assertThat(copy.allocated()).isLessThan(1L << 20);
    assertThat(Files.mismatch(source.resolve("sparse"), target.resolve("sparse"))).isEqualTo(-1);
  }

  @Test
  void copyToAnotherFileSystemIsExact() {
    fill();
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of("size=100m")), target);
    try {
      FileTree.copy(source, target, new CopyOptions(name -> !name.startsWith("user."), false));
      assertThat(FileStat.of(target.resolve("sparse")).allocated()).isLessThan(1L << 20);
      assertThat(Xattrs.get(target.resolve("d/f"), "security.capability")).contains(NET_RAW);
      assertThat(Xattrs.list(target.resolve("d/f"))).doesNotContain("user.note");
      assertThat(FileStat.of(target.resolve("d")).mtime())
          .isEqualTo(Instant.ofEpochSecond(-12345, 987_654_321));
    } finally {
      Mounts.unmount(target, true);
    }
  }

  @Test
  void copyRefusesATargetThatHoldsANameAlready() throws IOException {
    Files.writeString(source.resolve("f"), "new");
    Files.createSymbolicLink(target.resolve("f"), Path.of("/etc/passwd"));
    assertFails(ErrorCode.ALREADY_EXISTS, () -> FileTree.copy(source, target, CopyOptions.EXACT));
  }

  @Test
  void copyLeavesMountsOut() throws IOException {
    Path inner = Files.createDirectory(source.resolve("inner"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), inner);
    try {
      Files.writeString(inner.resolve("f"), "x");
      FileTree.copy(source, target, CopyOptions.EXACT);
      assertThat(target.resolve("inner")).isEmptyDirectory();
      assertThat(FileTree.usage(source).inodes()).isEqualTo(1);
    } finally {
      Mounts.unmount(inner, true);
    }
  }

  @Test
  void copyOfAFullDiskSaysSo() throws IOException {
    Files.write(source.resolve("f"), new byte[4 << 20]);
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of("size=1m")), target);
    try {
      assertFails(
          ErrorCode.RESOURCE_EXHAUSTED, () -> FileTree.copy(source, target, CopyOptions.EXACT));
    } finally {
      Mounts.unmount(target, true);
    }
  }

  @Test
  void usageCountsEachInodeOnce() throws IOException {
    Files.write(source.resolve("a"), new byte[100_000]);
    Files.createLink(source.resolve("b"), source.resolve("a"));
    Files.createLink(temp.resolve("elsewhere"), source.resolve("a"));
    Files.createDirectory(source.resolve("d"));
    Files.createSymbolicLink(source.resolve("d/l"), Path.of("/usr"));
    FileTree.syncFileSystem(source);
    long expected =
        List.of("", "a", "d", "d/l").stream()
            .mapToLong(name -> FileStat.of(source.resolve(name)).allocated())
            .sum();
    assertThat(FileTree.usage(source)).isEqualTo(new Usage(expected, 4));
    assertThat(FileTree.usage(source.resolve("a")).inodes()).isEqualTo(1);
    assertFails(ErrorCode.NOT_FOUND, () -> FileTree.usage(temp.resolve("absent")));
  }

  @Test
  void walkShowsFoldersBeforeWhatIsInThem() throws IOException {
    Files.createDirectories(source.resolve("a/b"));
    Files.createDirectories(source.resolve("skipped/below"));
    Files.writeString(source.resolve("a/b/f"), "x");
    Files.createSymbolicLink(source.resolve("a/l"), Path.of("/usr"));
    List<String> seen = new java.util.ArrayList<>();
    FileTree.walk(
        source,
        (path, stat) -> {
          seen.add(path + " " + stat.type());
          return !path.equals("skipped");
        });
    assertThat(seen)
        .containsExactlyInAnyOrder(
            " DIRECTORY",
            "a DIRECTORY",
            "a/b DIRECTORY",
            "a/b/f REGULAR",
            "a/l SYMLINK",
            "skipped DIRECTORY");
    assertThat(seen.indexOf("a DIRECTORY")).isLessThan(seen.indexOf("a/b DIRECTORY"));
    assertThat(seen.indexOf("a/b DIRECTORY")).isLessThan(seen.indexOf("a/b/f REGULAR"));
  }

  @Test
  void removeStopsAtAMount() throws IOException {
    Path inner = Files.createDirectories(source.resolve("a/inner"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), inner);
    try {
      Files.writeString(inner.resolve("f"), "kept");
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> FileTree.remove(source));
      assertThat(inner.resolve("f")).hasContent("kept");
    } finally {
      Mounts.unmount(inner, true);
    }
    FileTree.remove(source);
    FileTree.remove(source);
    assertThat(source).doesNotExist();
  }

  @Test
  void removesAFolderEmptyOrNot() throws IOException {
    Files.createDirectories(source.resolve("a/b"));
    Files.writeString(source.resolve("a/b/f"), "x");
    FileTree.removeFolder(source);
    FileTree.removeFolder(target);
    FileTree.removeFolder(target);
    Path file = Files.writeString(temp.resolve("file"), "x");
    FileTree.removeFolder(file);
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void removesAFewEmptyFoldersAndNoMore() throws IOException {
    Files.createDirectories(source.resolve("work/work/incompat/volatile"));
    Files.createDirectories(source.resolve("fs"));
    assertThat(FileTree.removeFew(source)).isTrue();
    assertThat(FileTree.removeFew(source)).isTrue();
    assertThat(source).doesNotExist();
    Files.createDirectories(target.resolve("fs"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), target);
    assertThat(FileTree.removeFew(link)).isFalse();
    Path file = Files.writeString(target.resolve("fs/file"), "kept");
    assertThat(FileTree.removeFew(target)).isFalse();
    assertThat(FileTree.removeFew(file)).isFalse();
    assertThat(file).hasContent("kept");
  }

  @Test
  void removingAFewFoldersStopsAtAMount() throws IOException {
    Path inner = Files.createDirectories(source.resolve("a/inner"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), inner);
    try {
      Path kept = Files.createDirectory(inner.resolve("kept"));
      assertThat(FileTree.removeFew(source)).isFalse();
      assertThat(kept).isDirectory();
    } finally {
      Mounts.unmount(inner, true);
    }
  }

  @Test
  void veryDeepTreesAreMeasuredAndRemoved() {
    try (RootDirectory root = RootDirectory.open(source)) {
      StringBuilder path = new StringBuilder("d");
      root.mkdir("d", 0755);
      for (int i = 0; i < 2000; i++) {
        path.append("/d");
        root.mkdir(path.toString(), 0755);
      }
    }
    assertThat(FileTree.usage(source).inodes()).isEqualTo(2002);
    FileTree.copy(source, target, CopyOptions.EXACT);
    assertThat(FileTree.usage(target).inodes()).isEqualTo(2002);
    FileTree.remove(source);
    FileTree.remove(target);
    assertThat(source).doesNotExist();
  }

  @Test
  void makesFifosAndSyncs() {
    FileTree.mkfifo(source.resolve("p"), 0622);
    FileStat stat = FileStat.of(source.resolve("p"));
    assertThat(stat.type()).isEqualTo(FileType.FIFO);
    assertThat(stat.permissions()).isEqualTo(0622);
    FileTree.sync(source);
    assertFails(ErrorCode.NOT_FOUND, () -> FileTree.sync(source.resolve("absent")));
  }
}
