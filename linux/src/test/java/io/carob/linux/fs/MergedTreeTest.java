package io.carob.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedTreeTest {

  private static final Instant OLD = Instant.ofEpochSecond(1_000_000_000, 7);
  private static final String ODD = "\u00ff\u00fe not utf-8\n";

  private final Path temp;
  private final Path target;
  private final RootDirectory top;
  private final RootDirectory middle;
  private final RootDirectory bottom;

  MergedTreeTest(@TempDir Path dir) throws IOException {
    temp = dir;
    top = layer("top");
    middle = layer("middle");
    bottom = layer("bottom");
    target = Files.createDirectory(temp.resolve("target"));
  }

  @AfterEach
  void close() {
    List.of(top, middle, bottom).forEach(RootDirectory::close);
  }

  private RootDirectory layer(String name) throws IOException {
    return RootDirectory.open(Files.createDirectory(temp.resolve(name)));
  }

  private static void file(RootDirectory root, String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try (OpenFile file = root.createFile(path, 0644)) {
      file.write(bytes, 0, bytes.length);
    }
  }

  private static void files(RootDirectory root, String... paths) {
    for (String path : paths) {
      if (path.contains("/")) {
        root.mkdirs(path.substring(0, path.lastIndexOf('/')), 0755);
      }
      if (!path.endsWith("/")) {
        file(root, path, path);
      }
    }
  }

  private MergedTree differences() {
    return new MergedTree(
        List.of(temp.resolve("top"), temp.resolve("middle"), temp.resolve("bottom")),
        Optional.empty());
  }

  private List<String> copied(MergedTree tree) throws IOException {
    FileTree.copyMerged(tree, target, CopyOptions.EXACT);
    Path linked = Files.createDirectory(temp.resolve("linked"));
    FileTree.linkMerged(tree, linked);
    assertThat(names(linked)).isEqualTo(names(target));
    return names(target);
  }

  /** All names; those of folders end in a slash. */
  private static List<String> names(Path folder) {
    List<String> all = new ArrayList<>();
    FileTree.walk(folder, (path, stat) -> all.add(stat.isDirectory() ? path + "/" : path));
    return all.stream().filter(name -> !name.equals("/")).sorted().toList();
  }

  private String read(String path) {
    try (RootDirectory root = RootDirectory.open(target);
        OpenFile file = root.openFile(path)) {
      byte[] bytes = new byte[100];
      return new String(bytes, 0, file.read(bytes, 0, 100), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theFirstThatHasANameDecidesAndFoldersJoin() throws IOException {
    files(bottom, "a/x", "a/y", "b/z", "f", "g/in");
    files(middle, "a/y2", "b", "g2");
    file(middle, "a/y", "middle");
    files(top, "a/top", "f/in", "g");
    assertThat(copied(differences()))
        .containsExactly("a/", "a/top", "a/x", "a/y", "a/y2", "b", "f/", "f/in", "g", "g2");
    assertThat(read("a/y")).isEqualTo("middle");
  }

  @Test
  void aFolderOverAFileHidesTheFoldersBelowIt() throws IOException {
    files(bottom, "a/hidden");
    files(middle, "a");
    files(top, "a/shown");
    assertThat(copied(differences())).containsExactly("a/", "a/shown");
  }

  @Test
  void whiteoutsHideLowerLayersAlone() throws IOException {
    files(bottom, "a/one", "a/two", "b/in", "c/in", ODD, "-dash", "x");
    files(middle, ".wh.b", ".wh.c", "c/new", ".wh.x", "x", ".wh." + ODD, ".wh.-dash");
    files(top, "a/.wh.one", "b/again");
    assertThat(copied(differences()))
        .containsExactly("a/", "a/two", "b/", "b/again", "c/", "c/new", "x");
  }

  @Test
  void opaqueFoldersInsideOpaqueFolders() throws IOException {
    files(bottom, "a/b/c/deep", "a/b/side", "a/out");
    files(middle, "a/b/.wh..wh..opq", "a/b/c/.wh..wh..opq", "a/b/c/middle", "a/b/kept");
    files(top, "a/b/c/.wh..wh..opq", "a/b/c/top");
    assertThat(copied(differences()))
        .containsExactly("a/", "a/b/", "a/b/c/", "a/b/c/top", "a/b/kept", "a/out");
  }

  @Test
  void anOpaqueRootHidesAllLayersBelow() throws IOException {
    files(bottom, "a/b");
    files(middle, ".wh..wh..opq", "c");
    files(top, "d", ".wh.c");
    assertThat(copied(differences())).containsExactly("d");
  }

  @Test
  void aHiddenNameTooLongForAWhiteout() throws IOException {
    String one = "n".repeat(254) + "1";
    String two = "n".repeat(254) + "2";
    files(bottom, one, two);
    files(top, io.carob.api.snapshot.OciWhiteouts.of(one));
    assertThat(copied(differences())).containsExactly(two);
  }

  @Test
  void namesOfABaseHideNothing() throws IOException {
    files(bottom, "a/.wh..wh..opq", ".wh.b", "b", "a/in");
    files(top, "a/more");
    MergedTree tree =
        new MergedTree(List.of(temp.resolve("top")), Optional.of(temp.resolve("bottom")));
    assertThat(copied(tree))
        .containsExactly(".wh.b", "a/", "a/.wh..wh..opq", "a/in", "a/more", "b");
  }

  @Test
  void attributesAndTimesAreThoseOfTheFirst() {
    files(bottom, "a/x");
    files(middle, "a/");
    middle.chown("a", 5, 6);
    middle.chmod("a", 02750);
    middle.setXattr("a", "user.note", new byte[] {1});
    middle.setTimes("a", OLD, OLD);
    bottom.setXattr("a", "user.other", new byte[] {2});
    top.chmod("", 0700);
    top.setTimes("", OLD, OLD);
    FileTree.copyMerged(differences(), target, CopyOptions.EXACT);
    FileStat root = FileStat.of(target);
    FileStat folder = FileStat.of(target.resolve("a"));
    assertThat(root.permissions()).isEqualTo(0700);
    assertThat(root.mtime()).isEqualTo(OLD);
    assertThat(folder.permissions()).isEqualTo(02750);
    assertThat(folder.uid()).isEqualTo(5);
    assertThat(folder.mtime()).isEqualTo(OLD);
    assertThat(Xattrs.list(target.resolve("a"))).containsExactly("user.note");
  }

  @Test
  void hardLinksStayOneFileAcrossFoldersAndLayers() {
    files(bottom, "a/one");
    bottom.link("a/one", "b");
    bottom.link("a/one", "hidden");
    top.linkFrom(bottom, "b", "c");
    files(middle, ".wh.hidden", "other");
    FileTree.copyMerged(differences(), target, CopyOptions.EXACT);
    FileStat one = FileStat.of(target.resolve("a/one"));
    assertThat(one.nlink()).isEqualTo(3);
    assertThat(FileStat.of(target.resolve("b")).ino()).isEqualTo(one.ino());
    assertThat(FileStat.of(target.resolve("c")).ino()).isEqualTo(one.ino());
    assertThat(FileStat.of(target.resolve("other")).nlink()).isEqualTo(1);
  }

  @Test
  void linksAreTheLayersOwnFiles() {
    files(bottom, "a/one");
    bottom.symlink("nowhere", "link");
    FileTree.linkMerged(differences(), target);
    for (String name : List.of("a/one", "link")) {
      assertThat(FileStat.of(target.resolve(name)).ino())
          .isEqualTo(FileStat.of(temp.resolve("bottom").resolve(name)).ino());
    }
    assertThat(FileStat.of(target.resolve("a")).ino())
        .isNotEqualTo(FileStat.of(temp.resolve("bottom/a")).ino());
  }

  @Test
  void holesStayHoles() {
    try (OpenFile sparse = bottom.createFile("sparse", 0644)) {
      sparse.position(8L << 20);
      sparse.write(new byte[] {1}, 0, 1);
      sparse.truncate(64L << 20);
    }
    FileTree.copyMerged(differences(), target, CopyOptions.EXACT);
    FileStat copy = FileStat.of(target.resolve("sparse"));
    assertThat(copy.size()).isEqualTo(64L << 20);
    assertThat(copy.allocated()).isLessThan(1 << 20);
  }

  @Test
  void veryDeepFoldersAreMerged() {
    String path = "d";
    for (int i = 0; i < 3000; i++) {
      bottom.mkdir(path, 0755);
      path += "/d";
    }
    file(bottom, path, "deep");
    FileTree.copyMerged(differences(), target, CopyOptions.EXACT);
    assertThat(read(path)).isEqualTo("deep");
    FileTree.remove(target);
    FileTree.remove(temp.resolve("bottom"));
  }
}
