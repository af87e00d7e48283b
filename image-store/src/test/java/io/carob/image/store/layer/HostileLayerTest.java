package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What attackers have done to those who unpack layers. */
class HostileLayerTest {

  private final Path temp;
  private final Path root;
  private final Path victim;

  HostileLayerTest(@TempDir Path temp) {
    this.temp = temp;
    this.root = Layers.folder(temp, "root");
    this.victim = Layers.folder(temp, "victim");
  }

  @BeforeEach
  void victim() throws IOException {
    Files.writeString(victim.resolve("passwd"), "root");
  }

  /** Entries with VICTIM for the host folder that they are after. */
  static Stream<Object[]> attacks() {
    return Stream.of(
        attack("dot-dot name", tar -> tar.file("../victim/passwd", "x")),
        attack("dot-dot in the middle", tar -> tar.file("a/../../victim/passwd", "x")),
        attack("absolute name", tar -> tar.file("VICTIM/passwd", "x")),
        attack(
            "absolute link, file below", tar -> tar.symlink("e", "VICTIM").file("e/passwd", "x")),
        attack(
            "relative link, file below",
            tar -> tar.symlink("e", "../victim").file("e/passwd", "x")),
        attack(
            "two links, CVE-2021-30465 and CVE-2019-5736 style",
            tar -> tar.symlink("a", ".").symlink("a/b", "..").file("b/victim/passwd", "x")),
        attack(
            "link replaced by link, CVE-2018-15664 style",
            tar ->
                tar.dir("d/").symlink("d/e", "/").symlink("d/e", "VICTIM").file("d/e/passwd", "x")),
        attack(
            "file over a link to a file", tar -> tar.symlink("p", "VICTIM/passwd").file("p", "x")),
        attack("hard link outside", tar -> tar.link("p", "VICTIM/passwd").file("p", "x")),
        attack("hard link by dot-dot", tar -> tar.link("p", "../victim/passwd")),
        attack(
            "hard link to a link, then written",
            tar -> tar.symlink("s", "VICTIM/passwd").link("h", "s").file("h", "x")),
        attack("hard link through a link", tar -> tar.symlink("s", "VICTIM").link("h", "s/passwd")),
        attack(
            "folder over a link",
            tar -> tar.symlink("e", "VICTIM").mode(0777).dir("e/").file("e/passwd", "x")),
        attack(
            "whiteout through a link", tar -> tar.symlink("e", "VICTIM").file("e/.wh.passwd", "")),
        attack(
            "opaque through a link", tar -> tar.symlink("e", "VICTIM").file("e/.wh..wh..opq", "")),
        attack("magic link", tar -> tar.symlink("e", "/proc/self/cwd").file("e/passwd", "x")),
        attack("pax path", tar -> tar.pax("path", "../victim/passwd").file("x", "x")),
        attack(
            "name in pax only for the reader that knows it",
            tar -> tar.pax("path", "VICTIM/passwd").pax("path", "../victim/passwd").file("x", "x")),
        attack("link loop", tar -> tar.symlink("a", "b").symlink("b", "a").file("a/passwd", "x")),
        attack("root as a link", tar -> tar.symlink("./", "VICTIM").file("passwd", "x")),
        attack("root as a file", tar -> tar.file("/", "x")));
  }

  private static Object[] attack(String name, Consumer<Tar> entries) {
    return new Object[] {name, entries};
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void nothingOutsideIsTouched(String name, Consumer<Tar> entries) {
    List<String> before = TreeListing.of(victim);
    for (LayerTarget target : targets()) {
      Tar tar = new Tar();
      entries.accept(tar);
      byte[] plain = tarFor(tar);
      try {
        Layers.unpack(plain, target);
      } catch (CarobException e) {
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
      }
      assertThat(TreeListing.of(victim)).isEqualTo(before);
      assertThat(temp.toFile().list()).containsExactlyInAnyOrder("root", "victim", "tree", "oci");
    }
  }

  private List<LayerTarget> targets() {
    return List.of(
        new LayerTarget.Difference(root, WhiteoutForm.OVERLAY),
        new LayerTarget.Difference(Layers.folder(temp, "oci"), WhiteoutForm.OCI),
        new LayerTarget.Tree(Layers.folder(temp, "tree")));
  }

  /** Puts the host's path in, whose length varies; headers are made again by way of PAX. */
  private byte[] tarFor(Tar template) {
    String text = new String(template.open(), StandardCharsets.ISO_8859_1);
    Tar tar = new Tar();
    for (int at = 0; at < text.length(); ) {
      String header = text.substring(at, at + 512);
      int size = Integer.parseInt(header.substring(124, 135), 8);
      String body = text.substring(at + 512, at + 512 + size);
      String name = field(header, 0).replace("VICTIM", victim.toString());
      String link = field(header, 157).replace("VICTIM", victim.toString());
      char type = header.charAt(156);
      if (type == 'x') {
        String value = body.substring(body.indexOf('=') + 1, body.length() - 1);
        tar.pax("path", value.replace("VICTIM", victim.toString()));
      } else {
        if (name.length() > 100 || link.length() > 100) {
          tar.pax("path", name, "linkpath", link);
        }
        tar.entry(type, cut(name), cut(link), Tar.bytes(body), 0, 0);
      }
      at += 512 + (size + 511) / 512 * 512;
    }
    return tar.build();
  }

  private static String cut(String name) {
    return name.length() > 100 ? "long" : name;
  }

  private static String field(String header, int at) {
    int end = header.indexOf('\0', at);
    return header.substring(at, Math.min(end, at + 100));
  }

  @Test
  void dotDotIsRefusedByNameOfTheEntry() {
    CarobException e =
        Layers.fails(
            ErrorCode.INVALID_ARGUMENT,
            () -> Layers.difference(new Tar().file("a/../../x", ""), root));
    assertThat(e).hasMessageContaining("a/../../x");
  }

  @Test
  void fileBelowALinkToEtcLandsInsideTheRoot() {
    Layers.difference(new Tar().symlink("conf", "/etc").file("conf/carob-hostile", "x"), root);
    assertThat(root.resolve("etc/carob-hostile")).exists();
    assertThat(Path.of("/etc/carob-hostile")).doesNotExist();
  }

  @Test
  void absoluteNamesBecomeRelative() {
    Layers.difference(new Tar().file("/top", "x").file(".//./deep//file", "y"), root);
    assertThat(TreeListing.names(root)).containsExactly("deep/", "deep/file", "top");
  }

  @Test
  void privilegedAttributesAreDropped() {
    String yes = "SCHILY.xattr.";
    Layers.difference(
        new Tar()
            .pax(
                yes + "trusted.overlay.opaque", "y",
                yes + "trusted.overlay.redirect", "/etc",
                yes + "user.overlay.opaque", "y",
                yes + "security.selinux", "system_u:object_r:etc_t:s0",
                yes + "user.kept", "v")
            .dir("d/")
            .pax(
                yes + "trusted.overlay.metacopy",
                "y",
                yes + "trusted.other",
                "y",
                yes + "user.kept",
                "v")
            .file("f", "x"),
        root);
    assertThat(TreeListing.of(root).toString())
        .contains("user.kept")
        .doesNotContain("trusted.")
        .doesNotContain("overlay")
        .doesNotContain("selinux");
  }

  @Test
  void whiteoutAsAFolderOfAPathIsRefused() {
    Layers.fails(
        ErrorCode.INVALID_ARGUMENT, () -> Layers.difference(new Tar().file(".wh.a/b", ""), root));
  }

  @Test
  void fileAboveAnEntryOfTheSameLayerIsRefused() {
    Layers.fails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Layers.difference(new Tar().file("a", "").file("a/b", ""), root));
  }

  @Test
  void unknownTypeIsRefused() {
    Layers.fails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Layers.difference(new Tar().entry('Z', "z", "", new byte[0], 0, 0), root));
  }

  @Test
  void hardLinkToItselfChangesNothing() {
    Layers.difference(new Tar().file("a", "x").link("a", "a"), root);
    assertThat(root.resolve("a")).hasContent("x");
  }

  @Test
  void boundsAreKept() {
    UnpackLimits small = new UnpackLimits(64 * 1024, 10, 1000, 100, 5, 1100);
    Tar entries = new Tar();
    for (int i = 0; i < 11; i++) {
      entries.file("f" + i, "");
    }
    over(entries, small);
    over(new Tar().file("big", new byte[70_000]), small);
    over(new Tar().dir("a/b/c/d/e/f/g/"), small);
    over(new Tar().pax("comment", "x".repeat(2000)).file("f", ""), small);
    over(
        new Tar().pax("comment", "x".repeat(600)).pax("comment", "y".repeat(600)).file("f", ""),
        small);
    over(new Tar().pax("path", "p/".repeat(60)).file("f", ""), small);
    over(
        new Tar()
            .pax("GNU.sparse.size", "70000", "GNU.sparse.map", "0,1", "GNU.sparse.name", "s")
            .file("f", "x"),
        small);
  }

  @Test
  void expansionIsBounded() {
    byte[] plain = new Tar().file("zeros", new byte[80 << 20]).build();
    UnpackLimits limits = new UnpackLimits(1L << 30, 10, 1000, 100, 5, 1100);
    Layers.fails(
        ErrorCode.RESOURCE_EXHAUSTED,
        () ->
            Layers.unpack(
                Tar.zstd(plain), plain, new LayerTarget.Stream(InputStreams::drain), limits));
  }

  private void over(Tar tar, UnpackLimits limits) {
    byte[] plain = tar.build();
    LayerTarget target = new LayerTarget.Difference(root, WhiteoutForm.OVERLAY);
    Layers.fails(ErrorCode.RESOURCE_EXHAUSTED, () -> Layers.unpack(plain, plain, target, limits));
  }
}
