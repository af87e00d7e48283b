package io.carob.linux.mount;

import static io.carob.linux.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.Await;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.internal.Constants;
import io.carob.linux.internal.Fd;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {

  private Path temp;
  private Path base;

  /** A tmpfs of its own: overlay may lie on it, and nothing stays behind. */
  @BeforeEach
  void mountBase(@TempDir Path folder) throws IOException {
    temp = folder;
    base = dir(temp.toRealPath().resolve("base"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of("size=64m", "mode=0755", "nodev")), base);
  }

  @AfterEach
  void unmountBase() {
    Mounts.unmountAll(base, true);
    assertThat(MountTable.read().below(base)).isEmpty();
  }

  private static Path dir(Path path) throws IOException {
    return Files.createDirectories(path);
  }

  @Test
  void mountsWithFlagsAndData() {
    MountEntry entry = MountTable.read().at(base).orElseThrow();
    assertThat(entry.type()).isEqualTo("tmpfs");
    assertThat(entry.options()).contains("nodev");
    assertThat(entry.superOptions()).contains("size=65536k");
    assertThat(Mounts.isMountPoint(base)).isTrue();
    assertThat(Mounts.isMountPoint(temp)).isFalse();
    assertThat(Mounts.isMountPoint(base.resolve("absent/x"))).isFalse();
  }

  @Test
  void unmountIsIdempotent() throws IOException {
    Path target = dir(base.resolve("t"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), target);
    Mounts.unmount(target, false);
    Mounts.unmount(target, false);
    Mounts.unmount(base.resolve("absent"), false);
    Mounts.unmount(base.resolve("absent/deeper"), true);
    assertThat(Mounts.isMountPoint(target)).isFalse();
  }

  @Test
  void unmountOfABusyMountFailsUnlessLazy() throws IOException {
    Path target = dir(base.resolve("t"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), target);
    try (FileOutputStream open = new FileOutputStream(target.resolve("f").toFile())) {
      open.write(1);
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> Mounts.unmount(target, false));
      Mounts.unmount(target, true);
    }
    assertThat(Mounts.isMountPoint(target)).isFalse();
  }

  @Test
  void mountsAFileThroughALoopDeviceThatGoesWithTheMount() throws Exception {
    Path image = temp.resolve("image");
    Path target = dir(temp.resolve("looped"));
    Files.write(image, new byte[1 << 20]);
    Process mkfs = new ProcessBuilder("mkfs.ext4", "-q", "-F", image.toString()).start();
    assertThat(mkfs.waitFor()).isZero();
    Mounts.mount(new Mount("ext4", image.toString(), List.of("loop", "ro")), target);
    String device = MountTable.read().at(target).orElseThrow().source();
    try {
      assertThat(device).startsWith("/dev/loop");
      assertThat(backing(device)).startsWith(image.toString());
      assertThat(target.resolve("lost+found")).isDirectory();
      assertFails(ErrorCode.FAILED_PRECONDITION, () -> write(target));
    } finally {
      Mounts.unmount(target, false);
    }
    Await.until(() -> !backing(device).startsWith(image.toString()));
  }

  private static void write(Path folder) {
    try (RootDirectory root = RootDirectory.open(folder)) {
      root.createFile("new", 0600).close();
    }
  }

  private static String backing(String device) {
    Path file = Path.of("/sys/block", device.substring("/dev/".length()), "loop/backing_file");
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      return ""; // gone since
    }
  }

  @Test
  void readOnlyBindRefusesWriting() throws IOException {
    Path source = dir(base.resolve("source"));
    Path target = dir(base.resolve("target"));
    Files.writeString(source.resolve("f"), "x");
    Mounts.mount(
        new Mount("bind", source.toString(), List.of("rbind", "ro", "nosuid", "nodev")), target);
    assertThat(target.resolve("f")).hasContent("x");
    assertThatThrownBy(() -> Files.writeString(target.resolve("g"), "y"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Read-only");
    Files.writeString(source.resolve("g"), "y");
    assertThat(MountTable.read().at(target).orElseThrow().options()).contains("ro", "nosuid");
  }

  @Test
  void readOnlyReachesMountsBelowWhenAsked() throws IOException {
    Path source = dir(base.resolve("source"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), dir(source.resolve("inner")));
    Path shallow = dir(base.resolve("shallow"));
    Path deep = dir(base.resolve("deep"));
    Mounts.mount(new Mount("bind", source.toString(), List.of("rbind", "ro")), shallow);
    Mounts.mount(new Mount("bind", source.toString(), List.of("rbind", "rro")), deep);
    Files.writeString(shallow.resolve("inner/f"), "x");
    assertThat(MountTable.read().at(deep.resolve("inner")).orElseThrow().isReadOnly()).isTrue();
  }

  @Test
  void bindsFiles() throws IOException {
    Path source = Files.writeString(base.resolve("s"), "content");
    Path target = Files.createFile(base.resolve("t"));
    Mounts.mount(Mount.bind(source.toString(), true), target);
    assertThat(target).hasContent("content");
    assertThat(Mounts.isMountPoint(target)).isTrue();
  }

  @Test
  void failureLeavesNothingMounted() throws IOException {
    Path target = dir(base.resolve("t"));
    assertFails(
        ErrorCode.NOT_FOUND,
        () -> Mounts.mount(Mount.bind(base.resolve("absent").toString(), true), target));
    assertFails(
        ErrorCode.NOT_FOUND,
        () -> Mounts.mount(new Mount("tmpfs", "t", List.of()), base.resolve("absent")));
    assertFails(
        ErrorCode.UNSUPPORTED, () -> Mounts.mount(new Mount("nofs", "t", List.of()), target));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Mounts.mount(new Mount("tmpfs", "t", List.of("nooption=1")), target));
    assertThat(Mounts.isMountPoint(target)).isFalse();
  }

  @Test
  void targetThatIsALinkIsRefused() throws IOException {
    Path real = dir(base.resolve("real"));
    Path link = Files.createSymbolicLink(base.resolve("link"), real);
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), link));
    assertThat(Mounts.isMountPoint(real)).isFalse();
  }

  @Test
  void handlesServeAsSourceAndTarget() throws IOException {
    dir(base.resolve("tree/a"));
    Files.writeString(base.resolve("tree/a/f"), "x");
    dir(base.resolve("tree/t"));
    try (RootDirectory root = RootDirectory.open(base.resolve("tree"));
        var source = root.handle("a");
        var target = root.handle("t")) {
      Mounts.mount(Mount.bind(source.procPath().toString(), false), target.procPath());
    }
    assertThat(base.resolve("tree/t/f")).hasContent("x");
  }

  @Test
  void changesPropagation() throws IOException {
    Path target = dir(base.resolve("t"));
    Mounts.mount(new Mount("tmpfs", "tmpfs", List.of("rshared")), target);
    assertThat(MountTable.read().at(target).orElseThrow().isShared()).isTrue();
    Path copy = dir(base.resolve("c"));
    Mounts.mount(new Mount("bind", target.toString(), List.of("rbind", "rslave")), copy);
    assertThat(MountTable.read().at(copy).orElseThrow().propagation()).isEqualTo(Propagation.SLAVE);
    Mounts.mount(new Mount("tmpfs", "below", List.of()), dir(target.resolve("x")));
    assertThat(Mounts.isMountPoint(copy.resolve("x"))).isTrue();
    Mounts.setPropagation(target, Propagation.PRIVATE, true);
    assertThat(MountTable.read().at(target).orElseThrow().propagation())
        .isEqualTo(Propagation.PRIVATE);
    Path plain = dir(base.resolve("plain"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT, () -> Mounts.setPropagation(plain, Propagation.SHARED, false));
  }

  @Test
  void overlayOf120LayersMounts() throws IOException {
    List<String> lowers = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      Path lower =
          dir(base.resolve("layers/" + "sha256-0123456789abcdef0123456789abcdef-" + i + "/fs"));
      Files.writeString(lower.resolve("only-" + i), "");
      Files.writeString(lower.resolve("top"), Integer.toString(i));
      lowers.add(lower.toString());
    }
    Path target = dir(base.resolve("merged"));
    List<String> options = overlay(String.join(":", lowers), "volatile");
    assertThat(String.join(",", options).length()).isGreaterThan(4096);
    Mounts.mount(new Mount("overlay", "overlay", options), target);
    assertThat(target.resolve("top")).hasContent("0");
    assertThat(target.resolve("only-119")).exists();
    Files.writeString(target.resolve("top"), "mine");
    assertThat(base.resolve("upper/top")).hasContent("mine");
    assertThat(MountTable.read().at(target).orElseThrow().superOptions())
        .anyMatch(option -> option.contains("volatile"));
  }

  @Test
  void overlayPathsMayHoldColonsCommasAndBackslashesAndBeLong() throws IOException {
    Path odd = dir(base.resolve("a:b,c\\d"));
    Files.writeString(odd.resolve("odd"), "");
    Path far = dir(base.resolve("x".repeat(200) + "/" + "y".repeat(200)));
    Files.writeString(far.resolve("far"), "");
    Path target = dir(base.resolve("merged"));
    String escaped = odd.toString().replace("\\", "\\\\").replace(":", "\\:");
    Mounts.mount(
        new Mount("overlay", "overlay", List.of("lowerdir=" + escaped + ":" + far, "ro")), target);
    assertThat(target.resolve("odd")).exists();
    assertThat(target.resolve("far")).exists();
    assertThat(MountTable.read().at(target).orElseThrow().isReadOnly()).isTrue();
  }

  @Test
  void overlayWithOneLowerAndNoUpperIsRefusedWithTheKernelsWords() throws IOException {
    Path target = dir(base.resolve("merged"));
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            Mounts.mount(
                new Mount("overlay", "overlay", List.of("lowerdir=" + base, "bogus=1")), target));
    assertFails(
        ErrorCode.NOT_FOUND,
        () ->
            Mounts.mount(
                new Mount("overlay", "overlay", List.of("lowerdir=" + base + "/none")), target));
    assertThat(Mounts.isMountPoint(target)).isFalse();
  }

  @Test
  void propagationIsThereWithTheMountAlsoForHandlesAndOverlays() throws IOException {
    dir(base.resolve("tree/t"));
    try (RootDirectory root = RootDirectory.open(base.resolve("tree"));
        var target = root.handle("t")) {
      Mounts.mount(
          new Mount("tmpfs", "tmpfs", List.of("shared", "ro", "size=1m", "noexec")),
          target.procPath());
    }
    MountEntry made = MountTable.read().at(base.resolve("tree/t")).orElseThrow();
    assertThat(made.isShared()).isTrue();
    assertThat(made.options()).contains("ro", "noexec");
    assertThat(made.superOptions()).contains("size=1024k");
    Path merged = dir(base.resolve("merged"));
    dir(base.resolve("l1"));
    dir(base.resolve("l2"));
    String lower = "lowerdir=" + base.resolve("l1") + ":" + base.resolve("l2");
    Mounts.mount(new Mount("overlay", "overlay", List.of(lower, "shared")), merged);
    assertThat(MountTable.read().at(merged).orElseThrow().isShared()).isTrue();
  }

  @Test
  void overlayWithEscapedFoldersIsMountedAsTheyAreMeant() throws IOException {
    Path odd = dir(base.resolve("a:b"));
    Files.writeString(odd.resolve("f"), "odd");
    Path merged = dir(base.resolve("merged"));
    String lower = odd.toString().replace(":", "\\:") + ":" + dir(base.resolve("plain"));
    Mounts.mount(new Mount("overlay", "overlay", List.of("lowerdir=" + lower)), merged);
    assertThat(merged.resolve("f")).hasContent("odd");
  }

  @Test
  void overlayOfAFolderWhoseNameIsNotRawReachesNoOther() throws IOException {
    Path merged = dir(base.resolve("merged"));
    dir(base.resolve("?"));
    String lower = dir(base.resolve("plain")) + ":" + base + "/\u4e16";
    Mount mount = new Mount("overlay", "overlay", List.of("lowerdir=" + lower));
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> Mounts.mount(mount, merged));
    assertThat(Mounts.isMountPoint(merged)).isFalse();
  }

  @Test
  void overlayThatCannotBeMountedSaysWhichFolder() throws IOException {
    Path merged = dir(base.resolve("merged"));
    String lower = dir(base.resolve("there")) + ":" + base.resolve("absent");
    Mount mount = new Mount("overlay", "overlay", List.of("lowerdir=" + lower));
    assertFails(ErrorCode.NOT_FOUND, () -> Mounts.mount(mount, merged));
    assertThatThrownBy(() -> Mounts.mount(mount, merged)).hasMessageContaining("absent");
    assertThat(Mounts.isMountPoint(merged)).isFalse();
  }

  /** The tests of the new calls would otherwise be tests of the old one. */
  @Test
  void thisKernelTakesFoldersOneByOne() {
    assertThat(OverlayMount.takesFoldersOneByOne()).isTrue();
  }

  @Test
  void olderKernelsWayMountsManyLayersToo() throws IOException {
    List<String> lowers = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      Path lower = dir(base.resolve("layers/" + "with-a-rather-long-name-".repeat(3) + i));
      Files.writeString(lower.resolve("top"), Integer.toString(i));
      Files.writeString(lower.resolve("only-" + i), "");
      lowers.add(lower.toString());
    }
    Path target = dir(base.resolve("merged"));
    Mount mount = new Mount("overlay", "overlay", overlay(String.join(":", lowers)));
    try (Fd fd = Fd.open(target.toString(), Constants.O_PATH)) {
      OverlayMount.mountByDescriptors(mount, MountOptions.of(mount), fd, target.toString());
    }
    assertThat(target.resolve("top")).hasContent("0");
    assertThat(target.toFile().list()).hasSize(121);
    Files.writeString(target.resolve("top"), "mine");
    assertThat(base.resolve("upper/top")).hasContent("mine");
    Files.writeString(target.resolve("new"), "x");
    assertThat(base.resolve("upper/new")).hasContent("x");
  }

  @Test
  void olderKernelsWayBindsReadOnlyOrNotAtAll() throws IOException {
    Path source = dir(base.resolve("source"));
    Path target = dir(base.resolve("target"));
    Mount mount =
        new Mount("bind", source.toString(), List.of("rbind", "ro", "nosuid", "rprivate"));
    try (Fd fd = Fd.open(target.toString(), Constants.O_PATH)) {
      BindMount.legacy(mount, MountOptions.of(mount), fd, target.toString());
    }
    assertThat(MountTable.read().at(target).orElseThrow().options()).contains("ro", "nosuid");
  }

  @Test
  void targetThatOnlyLooksLikeAHandleIsStillNotFollowed() throws IOException {
    Path real = dir(base.resolve("real"));
    Path link = Files.createSymbolicLink(base.resolve("link"), real);
    Path tricky = Path.of("/proc/self/fd/../../../" + link);
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Mounts.mount(new Mount("tmpfs", "tmpfs", List.of()), tricky));
    assertThat(Mounts.isMountPoint(real)).isFalse();
  }

  private List<String> overlay(String lowerdir, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("lowerdir=" + lowerdir);
    options.add("upperdir=" + dir(base.resolve("upper")));
    options.add("workdir=" + dir(base.resolve("work")));
    return options;
  }
}
