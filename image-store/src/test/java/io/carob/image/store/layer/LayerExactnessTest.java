package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import io.carob.linux.fs.Device;
import io.carob.linux.fs.FileType;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GNU tar packs comes out as GNU tar unpacks it. */
class LayerExactnessTest {

  private static final Instant OLD = Instant.ofEpochSecond(1_234_567_890, 123_456_789);

  private final Path temp;
  private final Path source;
  private final Path folder;

  LayerExactnessTest(@TempDir Path temp) {
    this.temp = temp;
    this.source = Layers.folder(temp, "source");
    this.folder = Layers.folder(temp, "out");
  }

  @BeforeEach
  void makeSource() {
    try (RootDirectory root = RootDirectory.open(source)) {
      files(root);
      special(root);
      root.chmod("d", 03770);
      root.chown("d", 12, 34);
      root.setTimes("d", OLD, OLD);
      root.chmod(".", 0711);
      root.setTimes(".", OLD, OLD);
    }
  }

  private static void files(RootDirectory root) {
    root.mkdir("d", 0755);
    write(root, "plain", "hello", 0644, 0, 0);
    write(root, "empty", "", 0, 0, 0);
    write(root, "setuid", "x", 04755, 0, 0);
    write(root, "setgid-of-other", "x", 02711, 1000, 65534);
    write(root, "sticky", "x", 01666, 4_000_000, 5_000_000);
    write(root, "d/block", "x".repeat(512), 0640, 0, 0);
    write(root, "d/large", "0123456789".repeat(100_000), 0640, 0, 0);
    write(root, "d/\u00ff\u00fe not utf-8 \u0001\n", "x", 0644, 0, 0);
    write(root, "d/" + io.carob.linux.RawName.ofText("käse"), "x", 0644, 0, 0);
    write(root, "d/" + "n".repeat(255), "x", 0644, 0, 0);
    root.link("plain", "d/plain-again");
    root.link("plain", "a-first-name");
    try (OpenFile sparse = root.createFile("sparse", 0644)) {
      sparse.position(3 << 20);
      sparse.write(Tar.bytes("middle"), 0, 6);
      sparse.truncate(64 << 20);
      sparse.setTimes(OLD, OLD);
    }
    try (OpenFile sparse = root.createFile("many-holes", 0644)) {
      for (int i = 0; i < 60; i++) {
        sparse.position((long) i << 17);
        sparse.write(Tar.bytes("piece " + i), 0, 7);
      }
      sparse.setTimes(OLD, OLD);
    }
  }

  private static void special(RootDirectory root) {
    root.symlink("plain", "link");
    root.symlink("/absolute/" + "t".repeat(150), "d/long-link");
    root.symlink("../../outside", "d/out");
    root.chown("link", 5, 6);
    root.setTimes("link", OLD, OLD);
    root.mknod("fifo", FileType.FIFO, 0600, 0);
    root.mknod("char", FileType.CHARACTER_DEVICE, 0620, Device.of(1, 3));
    root.mknod("block", FileType.BLOCK_DEVICE, 0660, Device.of(259, 70_000));
    for (String name : List.of("fifo", "char", "block", "d/out", "d/long-link")) {
      root.setTimes(name, OLD, OLD);
    }
  }

  private static void write(
      RootDirectory root, String name, String content, int mode, int uid, int gid) {
    try (OpenFile file = root.createFile(name, 0600)) {
      file.write(Tar.bytes(content), 0, content.length());
      file.setOwner(uid, gid);
      file.setMode(mode);
      file.setTimes(OLD, OLD);
    }
  }

  private void longPath() {
    try (RootDirectory root = RootDirectory.open(source)) {
      String deep = "d/" + "l".repeat(120) + "/" + "m".repeat(200) + "/" + "o".repeat(200);
      root.mkdirs(deep, 0755);
      write(root, deep + "/file", "deep", 0644, 0, 0);
    }
  }

  private void attributes() {
    try (RootDirectory root = RootDirectory.open(source)) {
      root.setXattr("plain", "user.text", Tar.bytes("value"));
      root.setXattr("plain", "user.bytes", HexFormat.of().parseHex("00ff0a3d80"));
      root.setXattr("plain", "user.a=b%c", Tar.bytes("odd"));
      root.setXattr("d", "user.folder", Tar.bytes("f"));
      String capability = "0100000200040000000000000000000000000000";
      root.setXattr("setuid", "security.capability", HexFormat.of().parseHex(capability));
    }
  }

  private void assertSame(String... options) throws IOException {
    Path archive = temp.resolve("layer.tar");
    Path reference = Layers.folder(temp, "reference");
    List<String> pack = new java.util.ArrayList<>(List.of("tar", "--numeric-owner"));
    pack.addAll(List.of(options));
    pack.addAll(List.of("-C", source.toString(), "-cf", archive.toString(), "."));
    Command.run(temp, pack);
    Command.run(
        temp,
        "tar",
        "--numeric-owner",
        "--xattrs",
        "--xattrs-include=*",
        "--same-owner",
        "-p",
        "-C",
        reference.toString(),
        "-xf",
        archive.toString());
    byte[] plain = Files.readAllBytes(archive);

    Layers.unpack(plain, new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY));
    Path tree = Layers.folder(temp, "tree");
    Layers.unpack(plain, new LayerTarget.Tree(tree));

    List<String> expected = TreeListing.of(reference);
    assertThat(expected).hasSizeGreaterThan(15);
    assertThat(TreeListing.of(folder)).isEqualTo(expected);
    assertThat(TreeListing.of(tree)).isEqualTo(expected);

    Layers.unpack(plain, new LayerTarget.Tree(tree));
    assertThat(TreeListing.of(tree)).as("applied twice").isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0", "0.1", "1.0"})
  void paxWithSparseFilesOfEveryVersion(String version) throws IOException {
    longPath();
    attributes();
    assertSame(
        "--format=pax",
        "--xattrs",
        "--xattrs-include=*",
        "--sparse",
        "--sparse-version=" + version);
  }

  @Test
  void paxWithoutSparse() throws IOException {
    longPath();
    attributes();
    assertSame("--format=pax", "--xattrs");
  }

  @Test
  void gnuWithSparse() throws IOException {
    longPath();
    assertSame("--format=gnu", "--sparse");
  }

  @Test
  void oldGnu() throws IOException {
    assertSame("--format=oldgnu");
  }

  @Test
  void ustar() throws IOException {
    shortNamesOnly();
    assertSame("--format=ustar");
  }

  @Test
  void v7() throws IOException {
    shortNamesOnly();
    try (RootDirectory root = RootDirectory.open(source)) {
      for (String name : List.of("fifo", "char", "block")) {
        root.unlink(name);
      }
    }
    assertSame("--format=v7");
  }

  /** What the oldest formats have no room for. */
  private void shortNamesOnly() {
    try (RootDirectory root = RootDirectory.open(source)) {
      root.unlink("d/" + "n".repeat(255));
      root.unlink("d/long-link");
      root.unlink("sticky");
    }
  }

  @Test
  void implicitFoldersAreRootsAndOpen() {
    Layers.difference(new Tar().owner(5, 5).file("a/b/c", ""), folder);
    assertThat(TreeListing.of(folder))
        .contains(
            "a DIRECTORY 0755 0:0 1970-01-01T00:00:00Z",
            "a/b DIRECTORY 0755 0:0 1970-01-01T00:00:00Z");
  }

  @Test
  void folderUnderASetGidFolderDoesNotInheritIt() {
    Tar tar = new Tar().owner(0, 50).mode(02775);
    tar.entry('5', "s/", "", new byte[0], 0, 0)
        .owner(0, 0)
        .dir("s/d/")
        .file("s/f", "")
        .file("s/i/x", "");
    Layers.difference(tar, folder);
    assertThat(TreeListing.of(folder).toString())
        .contains(
            "s DIRECTORY 2775 0:50",
            "s/d DIRECTORY 0755 0:0",
            "s/f REGULAR 0644 0:0",
            "s/i DIRECTORY 0755 0:0");
  }

  @Test
  void laterEntryOfTheSameNameWins() {
    Layers.difference(
        new Tar()
            .file("a", "one")
            .dir("b/")
            .file("b/x", "")
            .file("a", "two")
            .file("b", "file")
            .symlink("a", "b"),
        folder);
    assertThat(TreeListing.names(folder)).containsExactly("a", "b");
    assertThat(folder.resolve("a")).isSymbolicLink();
    assertThat(folder.resolve("b")).hasContent("file");
  }
}
