package io.carob.linux.fs;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootDirectoryTest {

  private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);

  private Path temp;
  private Path tree;
  private Path outside;
  private RootDirectory root;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    temp = folder;
    tree = Files.createDirectory(temp.resolve("tree"));
    outside = Files.createDirectory(temp.resolve("outside"));
    root = RootDirectory.open(tree);
  }

  @AfterEach
  void close() {
    root.close();
  }

  private void put(String path) {
    try (OpenFile file = root.createFile(path, 0644)) {
      file.write(DATA, 0, DATA.length);
    }
  }

  @Test
  void writesFilesWithExactModes() throws IOException {
    root.mkdir("d", 0777);
    try (OpenFile file = root.createFile("d/f", 06666)) {
      file.write(DATA, 1, 2);
      file.write(ByteBuffer.wrap(DATA, 2, 2));
    }
    assertThat(Files.readString(tree.resolve("d/f"))).isEqualTo("atta");
    assertThat(root.stat("d/f").permissions()).isEqualTo(06666);
    assertThat(root.stat("d").permissions()).isEqualTo(0777);
  }

  @Test
  void writesMoreThanOneBuffer() throws IOException {
    byte[] large = new byte[300_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    ByteBuffer direct = ByteBuffer.allocateDirect(large.length).put(large).flip();
    try (OpenFile file = root.createFile("f", 0600)) {
      file.write(large, 0, large.length);
      file.write(direct);
      file.write(ByteBuffer.wrap(large));
    }
    byte[] all = Files.readAllBytes(tree.resolve("f"));
    assertThat(all).hasSize(900_000);
    for (int part = 0; part < 3; part++) {
      assertThat(java.util.Arrays.copyOfRange(all, part * 300_000, (part + 1) * 300_000))
          .isEqualTo(large);
    }
  }

  @Test
  void readsWhatItWrote() {
    put("f");
    byte[] bytes = new byte[10];
    try (OpenFile file = root.openFile("f")) {
      assertThat(file.read(bytes, 3, 7)).isEqualTo(4);
      assertThat(file.read(bytes, 0, 7)).isEqualTo(-1);
    }
    assertThat(bytes).startsWith(0, 0, 0).contains(DATA);
  }

  @Test
  void createRefusesExistingNamesOfAnyKind() {
    put("f");
    root.symlink("/nowhere", "l");
    root.mkdir("d", 0700);
    for (String name : new String[] {"f", "l", "d"}) {
      assertFails(ErrorCode.ALREADY_EXISTS, () -> root.createFile(name, 0600).close());
    }
  }

  @Test
  void symlinkToTheHostResolvesInside() throws IOException {
    root.symlink(outside.toString(), "link");
    assertFails(ErrorCode.NOT_FOUND, () -> put("link/f"));
    assertThat(outside).isEmptyDirectory();
    root.symlink("/etc", "etc-link");
    root.mkdir("etc", 0755);
    put("etc-link/passwd");
    assertThat(tree.resolve("etc/passwd")).hasContent("data");
  }

  @Test
  void dotDotEndsAtTheRoot() {
    root.mkdir("a", 0755);
    put("../../../a/../../f");
    put("/absolute");
    assertThat(tree.resolve("f")).hasContent("data");
    assertThat(tree.resolve("absolute")).hasContent("data");
    assertThat(temp.resolve("f")).doesNotExist();
  }

  @Test
  void symlinkWithDotDotStaysInside() {
    root.mkdir("a", 0755);
    root.symlink("../../../../../../../..", "a/up");
    put("a/up/f");
    assertThat(tree.resolve("f")).hasContent("data");
  }

  @Test
  void magicLinksAreRefused() {
    try (RootDirectory proc = RootDirectory.open(Path.of("/proc"))) {
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> proc.list("self/root/."));
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> proc.stat("self/cwd/x"));
    }
  }

  @Test
  void lastPartIsNeverFollowed() throws IOException {
    Path secret = Files.writeString(outside.resolve("secret"), "old");
    root.symlink(secret.toString(), "l");
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> root.openForWriting("l").close());
    root.chown("l", 7, 8);
    root.setTimes("l", Instant.EPOCH, Instant.ofEpochSecond(1, 234_567_891));
    assertFails(ErrorCode.UNSUPPORTED, () -> root.chmod("l", 0600));
    assertThat(root.stat("l").uid()).isEqualTo(7);
    assertThat(root.stat("l").mtime()).isEqualTo(Instant.ofEpochSecond(1, 234_567_891));
    assertThat(FileStat.of(secret).uid()).isZero();
    assertThat(FileStat.of(secret).mtime()).isAfter(Instant.ofEpochSecond(1000));
    root.unlink("l");
    assertThat(secret).hasContent("old");
  }

  @Test
  void xattrsOfALinkAreItsOwn() throws IOException {
    Path secret = Files.writeString(outside.resolve("secret"), "old");
    root.symlink(secret.toString(), "l");
    root.setXattr("l", "trusted.mark", DATA);
    assertThat(root.getXattr("l", "trusted.mark")).contains(DATA);
    assertThat(Xattrs.get(secret, "trusted.mark")).isEmpty();
  }

  @Test
  void folderReplacedByALinkFromOutsideIsNotFollowed() throws IOException {
    root.mkdir("d", 0755);
    put("d/one");
    Files.move(tree.resolve("d"), tree.resolve("moved"));
    Files.createSymbolicLink(tree.resolve("d"), outside);
    put("d/two");
    assertThat(outside).isEmptyDirectory();
    assertThat(tree.resolve("moved/two")).hasContent("data");
    root.forget();
    assertFails(ErrorCode.NOT_FOUND, () -> put("d/three"));
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void folderReplacedThroughThisObjectIsSeenAnew() {
    root.mkdir("d", 0755);
    put("d/one");
    root.removeTree("d");
    root.mkdir("other", 0755);
    root.symlink("other", "d");
    put("d/two");
    assertThat(tree.resolve("other/two")).hasContent("data");
    root.unlink("d");
    root.mkdir("d", 0755);
    put("d/three");
    assertThat(tree.resolve("d/three")).hasContent("data");
    assertThat(tree.resolve("other/three")).doesNotExist();
    root.rename("d", "e");
    assertFails(ErrorCode.NOT_FOUND, () -> put("d/four"));
    put("e/four");
    assertThat(tree.resolve("e/four")).hasContent("data");
  }

  @Test
  void unlinkOfALinkThatAliasesACachedFolderIsSeen() {
    root.mkdir("real", 0755);
    root.mkdir("real/x", 0755);
    root.mkdir("other", 0755);
    root.symlink("x", "real/l");
    root.symlink("real", "alias");
    put("alias/l/one");
    root.unlink("real/l");
    root.symlink("/other", "real/l");
    put("alias/l/two");
    assertThat(tree.resolve("real/x/one")).exists();
    assertThat(tree.resolve("other/two")).exists();
  }

  @Test
  void namesAreBytes() throws IOException {
    String raw = RawName.ofBytes(new byte[] {'a', (byte) 0xFF, (byte) 0xFE, '\n', (byte) 0xC3});
    root.mkdir(raw, 0755);
    put(raw + "/" + raw);
    root.symlink(raw, "l");
    assertThat(root.list("")).containsExactlyInAnyOrder(raw, "l");
    assertThat(root.list(raw)).containsExactly(raw);
    assertThat(root.readlink("l")).isEqualTo(raw);
    root.removeTree(raw);
    assertThat(root.exists(raw)).isFalse();
  }

  @Test
  void textIsUtf8OnDisk() {
    put(RawName.ofText("Übung-豆"));
    byte[] expected = "Übung-豆".getBytes(StandardCharsets.UTF_8);
    assertThat(RawName.toBytes(root.list("").get(0))).isEqualTo(expected);
  }

  @Test
  void namesThatAreNotRawAreRefused() {
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> put("豆"));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> put("a\0b"));
  }

  @Test
  void emptyAndDotNamesAreRefused() {
    for (String name : new String[] {"", "/", ".", "..", "a/..", "a/."}) {
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> root.createFile(name, 0600).close());
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> root.removeTree(name));
      assertFails(ErrorCode.INVALID_ARGUMENT, () -> root.unlink(name));
    }
  }

  @Test
  void longestNamesWork() {
    String name = "n".repeat(255);
    put(name);
    assertThat(root.exists(name)).isTrue();
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> put(name + "n"));
  }

  @Test
  void pathsMayBeLongerThanTheKernelsBound() {
    StringBuilder path = new StringBuilder("d".repeat(250));
    root.mkdir(path.toString(), 0755);
    for (int i = 0; i < 40; i++) {
      path.append('/').append("d".repeat(250));
      root.mkdir(path.toString(), 0755);
    }
    put(path + "/f");
    assertThat(path.length()).isGreaterThan(10_000);
    assertThat(root.stat(path + "/f").size()).isEqualTo(4);
    root.symlink(outside.toString(), path + "/l");
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> put(path + "/l/f"));
    root.removeTree("d".repeat(250));
    assertThat(root.list("")).isEmpty();
  }

  @Test
  void deepTreesAreRemoved() {
    StringBuilder path = new StringBuilder("d");
    root.mkdir("d", 0755);
    for (int i = 0; i < 1500; i++) {
      path.append("/d");
      root.mkdir(path.toString(), 0755);
    }
    put(path + "/f");
    root.removeTree("d");
    assertThat(root.exists("d")).isFalse();
  }

  @Test
  void removeTreeDoesNotFollowLinks() throws IOException {
    Files.writeString(outside.resolve("keep"), "kept");
    root.mkdir("d", 0755);
    root.symlink(outside.toString(), "d/l");
    root.removeTree("d");
    root.symlink(outside.toString(), "l");
    root.removeTree("l");
    assertThat(root.list("")).isEmpty();
    assertThat(outside.resolve("keep")).hasContent("kept");
    root.removeTree("absent");
  }

  @Test
  void hardLinksShareOneInode() {
    root.mkdir("a", 0755);
    root.mkdir("b", 0755);
    put("a/f");
    root.link("a/f", "b/g");
    assertThat(root.stat("b/g").ino()).isEqualTo(root.stat("a/f").ino());
    assertThat(root.stat("b/g").nlink()).isEqualTo(2);
    root.symlink("f", "a/l");
    root.link("a/l", "b/l");
    assertThat(root.stat("b/l").isSymlink()).isTrue();
  }

  @Test
  void hardLinkCannotReachOutside() throws IOException {
    Files.writeString(outside.resolve("secret"), "s");
    root.symlink(outside.toString(), "l");
    assertFails(ErrorCode.NOT_FOUND, () -> root.link("l/secret", "stolen"));
    assertFails(ErrorCode.NOT_FOUND, () -> root.link("../outside/secret", "stolen"));
  }

  @Test
  void makesDevicesAndFifos() {
    root.mknod("null", FileType.CHARACTER_DEVICE, 0666, Device.of(1, 3));
    root.mknod("blk", FileType.BLOCK_DEVICE, 0660, Device.of(259, 70_000));
    root.mknod("fifo", FileType.FIFO, 0622, 0);
    assertThat(root.stat("null").major()).isEqualTo(1);
    assertThat(root.stat("null").permissions()).isEqualTo(0666);
    assertThat(root.stat("blk").minor()).isEqualTo(70_000);
    assertThat(root.stat("blk").type()).isEqualTo(FileType.BLOCK_DEVICE);
    assertThat(root.stat("fifo").type()).isEqualTo(FileType.FIFO);
    for (String name : new String[] {"fifo", "null", "blk"}) {
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> root.openFile(name).close());
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> root.openForWriting(name).close());
    }
  }

  @Test
  void listsManyNames() {
    root.mkdir("d", 0755);
    for (int i = 0; i < 3000; i++) {
      put("d/file-with-a-longer-name-" + i);
    }
    assertThat(root.list("d")).hasSize(3000).doesNotHaveDuplicates();
  }

  @Test
  void listDoesNotFollowALink() {
    root.mkdir("d", 0755);
    root.symlink("d", "l");
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> root.list("l"));
  }

  @Test
  void renameNewReplacesNothing() {
    put("a");
    put("b");
    assertFails(ErrorCode.ALREADY_EXISTS, () -> root.renameNew("a", "b"));
    root.rename("a", "b");
    assertThat(root.list("")).containsExactly("b");
  }

  @Test
  void mkdirsMakesWhatIsAbsent() {
    root.mkdir("real", 0755);
    root.symlink("real", "l");
    root.mkdirs("l/a/b", 0750);
    root.mkdirs("l/a/b", 0750);
    assertThat(tree.resolve("real/a/b")).isDirectory();
    put("f");
    assertFails(ErrorCode.ALREADY_EXISTS, () -> root.mkdirs("f/x", 0755));
  }

  @Test
  void subdirectoryIsARootOfItsOwn() {
    root.mkdir("sub", 0755);
    put("f");
    try (RootDirectory sub = root.openSubdirectory("sub")) {
      assertThat(sub.exists("../f")).isFalse();
      assertThat(sub.find("/missing/x")).isEmpty();
    }
  }

  @Test
  void directoryItselfIsOpenedAndNoLinkToOne() {
    root.mkdir("sub", 0755);
    root.symlink("sub", "l");
    put("f");
    try (RootDirectory sub = root.openDirectory("sub")) {
      assertThat(sub.stat("").ino()).isEqualTo(root.stat("sub").ino());
      root.rename("sub", "moved");
      sub.mkdir("in", 0700);
      assertThat(tree.resolve("moved/in")).isDirectory();
    }
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> root.openDirectory("l"));
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> root.openDirectory("f"));
    assertFails(ErrorCode.NOT_FOUND, () -> root.openDirectory("sub"));
  }

  @Test
  void rootItselfCanBeChanged() {
    root.chmod("", 0701);
    root.chown("/", 3, 4);
    root.setXattr("", "user.a", DATA);
    assertThat(root.stat("").permissions()).isEqualTo(0701);
    assertThat(root.stat(".").uid()).isEqualTo(3);
    assertThat(root.listXattrs("")).contains("user.a");
    root.removeXattr("", "user.a");
    root.removeXattr("", "user.a");
    assertThat(root.getXattr("", "user.a")).isEmpty();
  }

  @Test
  void handleFollowsLinksOnlyInside() throws IOException {
    root.mkdir("d", 0755);
    root.symlink("/d", "l");
    try (PathHandle handle = root.handle("l")) {
      assertThat(handle.stat().ino()).isEqualTo(root.stat("d").ino());
      assertThat(Files.isDirectory(handle.procPath())).isTrue();
    }
    root.symlink(outside.toString(), "evil");
    assertFails(ErrorCode.NOT_FOUND, () -> root.handle("evil").close());
  }

  @Test
  void fullDescriptorTableIsNotReachedByManyFolders() throws IOException {
    for (int i = 0; i < 500; i++) {
      root.mkdir("d" + i, 0755);
      put("d" + i + "/f");
    }
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      long held =
          fds.filter(fd -> Files.isSymbolicLink(fd))
              .filter(fd -> target(fd).startsWith(tree.toString()))
              .count();
      assertThat(held).isLessThanOrEqualTo(70);
    }
    root.close();
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(fds.filter(fd -> target(fd).startsWith(tree.toString()))).isEmpty();
    }
  }

  private static String target(Path fd) {
    try {
      return Files.exists(fd, LinkOption.NOFOLLOW_LINKS)
          ? Files.readSymbolicLink(fd).toString()
          : "";
    } catch (IOException e) {
      return "";
    }
  }
}
