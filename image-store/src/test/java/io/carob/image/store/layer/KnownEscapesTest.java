package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import io.carob.linux.fs.RootDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Escapes known from the field, of those who unpack layers, each by its number. */
class KnownEscapesTest {

  private final Path temp;
  private final Path tree;
  private final Path victim;

  KnownEscapesTest(@TempDir Path temp) {
    this.temp = temp;
    this.tree = Layers.folder(temp, "tree");
    this.victim = Layers.folder(temp, "victim");
  }

  @BeforeEach
  void victim() throws IOException {
    Files.writeString(victim.resolve("passwd"), "root");
    Files.createDirectory(victim.resolve("folder"));
  }

  /** Images whose lower layer lays a link to the victim V, which the upper one goes through. */
  static Stream<Object[]> images() {
    return Stream.of(
        image("CVE-2014-6407 symbolic link", link("e", "V"), new Tar().file("e/passwd", "x")),
        image("CVE-2014-6407 hard link", link("e", "V"), new Tar().link("h", "e/passwd")),
        image("CVE-2014-9356 link with ..", link("e", "a/..V"), new Tar().file("e/passwd", "x")),
        image("CVE-2014-9358 link as parent", link("e", "/../..V"), new Tar().dir("e/folder/")),
        image(
            "CVE-2021-32760 mode through a link",
            link("s", "V/passwd"),
            new Tar().link("h", "s").mode(0777).file("s", "x").mode(0777).link("h", "s")),
        image(
            "CVE-2021-32760 mode of a folder",
            link("s", "V/folder"),
            new Tar().mode(0777).entry('5', "s/.", "", new byte[0], 0, 0)),
        image("CVE-2019-10152 link at the end", link("s", "V/passwd"), new Tar().file("s", "x")),
        image("whiteout below a link", link("e", "V"), new Tar().file("e/.wh.passwd", "")),
        image("opaque below a link", link("e", "V"), new Tar().file("e/.wh..wh..opq", "")),
        image("deep whiteout below a link", link("e", "V"), new Tar().file("e/folder/.wh.x", "")),
        image("through /proc", link("e", "/proc/1/root"), new Tar().file("e/carob-hostile", "x")),
        image(
            "through /proc/self/fd",
            link("e", "/proc/self/fd/0"),
            new Tar().file("e/passwd", "x").link("h", "e/passwd")),
        image("hard link to the root", victim -> new Tar().dir("a/"), new Tar().link("h", "/")),
        image("hard link to a folder", victim -> new Tar().dir("a/"), new Tar().link("h", "a")),
        image(
            "folder whose parent is a link to itself",
            link("e", "e"),
            new Tar().file("e/x/y", "x")));
  }

  /** A layer of one link. */
  private static Function<Path, Tar> link(String name, String target) {
    return victim -> new Tar().symlink(name, target.replace("V", victim.toString()));
  }

  private static Object[] image(String name, Function<Path, Tar> lower, Tar upper) {
    return new Object[] {name, lower, upper};
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void nothingOutsideIsTouchedThroughALowerLayer(
      String name, Function<Path, Tar> lower, Tar upper) {
    List<String> before = TreeListing.of(victim);
    byte[] first = lower.apply(victim).build();
    Layers.unpack(first, new LayerTarget.Tree(tree));
    Path below = Layers.folder(temp, "below");
    Layers.unpack(first, new LayerTarget.Difference(below, WhiteoutForm.OVERLAY));
    Path folder = Layers.folder(temp, "difference");
    List<LayerTarget> targets =
        List.of(
            new LayerTarget.Tree(tree),
            new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY, List.of(below)));
    List<String> codes = new ArrayList<>();
    for (LayerTarget target : targets) {
      try {
        Layers.unpack(upper.build(), target);
        codes.add("");
      } catch (CarobException e) {
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        codes.add("refused");
      }
    }
    assertThat(TreeListing.of(victim)).isEqualTo(before);
    assertThat(Path.of("/carob-hostile")).doesNotExist();
    assertThat(codes.get(0)).as("both forms say the same").isEqualTo(codes.get(1));
  }

  @ParameterizedTest(name = "CVE-2021-29136: \"{0}\" as a link, a file and a pipe")
  @ValueSource(strings = {".", "/", "./", "/.", "./.", "//"})
  void theRootCanOnlyBeAFolder(String name) {
    for (char type : new char[] {'0', '1', '2', '3', '6'}) {
      byte[] tar =
          new Tar().file("f", "x").entry(type, name, "f", new byte[0], 1, 3).file("p", "").build();
      for (LayerTarget target : targets(type)) {
        Layers.fails(ErrorCode.INVALID_ARGUMENT, () -> Layers.unpack(tar, target));
      }
    }
    assertThat(temp.resolve("tree")).isDirectory();
  }

  private List<LayerTarget> targets(Object name) {
    return List.of(
        new LayerTarget.Tree(tree),
        new LayerTarget.Difference(Layers.folder(temp, "d" + name), WhiteoutForm.OVERLAY),
        new LayerTarget.Difference(Layers.folder(temp, "o" + name), WhiteoutForm.OCI));
  }

  /** CVE-2018-15664 and CVE-2019-10152: what a path leads to is exchanged during the work. */
  @Test
  @Timeout(120)
  void aFolderThatBecomesALinkMeanwhileLeadsNowhere() throws Exception {
    List<String> before = TreeListing.of(victim);
    AtomicBoolean end = new AtomicBoolean();
    Thread attacker = new Thread(() -> exchange(end));
    attacker.start();
    try {
      for (int round = 0; round < 20; round++) {
        Tar tar = new Tar();
        for (int i = 0; i < 50; i++) {
          tar.file("d/f" + i, "x").file("d/deep/g" + i, "x").file("d/.wh.passwd", "");
        }
        try {
          Layers.apply(tar, tree);
        } catch (CarobException e) {
          assertThat(e.getMessage()).isNotNull(); // the attacker may well make it fail
        }
      }
    } finally {
      end.set(true);
      attacker.join();
    }
    assertThat(TreeListing.of(victim)).isEqualTo(before);
  }

  private void exchange(AtomicBoolean end) {
    try (RootDirectory root = RootDirectory.open(tree)) {
      while (!end.get()) {
        try {
          root.removeTree("d");
          root.symlink(victim.toString(), "d");
          root.removeTree("d");
          root.mkdir("d", 0755);
        } catch (CarobException e) {
          root.forget(); // the other was faster
        }
      }
    }
  }

  /** CVE-2025-62518: the size in the extended header counts, so its data are never headers. */
  @Test
  void dataAreNoHeadersWhenTheHeaderSaysThatThereAreNone() {
    byte[] inner = new Tar().mode(04755).file("smuggled", "").open();
    byte[] header = new Tar().file("outer", "").open();
    byte[] tar =
        new Tar()
            .pax("size", String.valueOf(inner.length))
            .raw(header)
            .raw(inner)
            .file("last", "x")
            .build();
    Layers.unpack(tar, new LayerTarget.Tree(tree));
    assertThat(TreeListing.names(tree)).containsExactly("last", "outer");
    assertThat(tree.resolve("outer")).hasSize(inner.length);
  }

  /** CVE-2024-3727: a digest becomes a path of the store. */
  @ParameterizedTest
  @ValueSource(strings = {"sha256:../../../../etc/passwd", "../x:00", "sha256:", "sha256:0/1"})
  void aDigestIsHexOfItsLength(String text) {
    Layers.fails(ErrorCode.INVALID_ARGUMENT, () -> Digest.parse(text));
  }

  @Test
  void aDeviceThatWouldBeAWhiteoutIsRefused() {
    Tar tar = new Tar().device("passwd", '3', 0, 0);
    for (LayerTarget target : targets("w")) {
      Layers.fails(ErrorCode.INVALID_ARGUMENT, () -> Layers.unpack(tar.build(), target));
    }
  }

  @Test
  void aWhiteoutCannotBeLinked() {
    Tar tar = new Tar().file(".wh.f", "").link("h", "f");
    Path folder = Layers.folder(temp, "whited");
    Layers.fails(ErrorCode.INVALID_ARGUMENT, () -> Layers.difference(tar, folder));
  }

  /**
   * An owner that the kernel takes for "no change" would leave the file to root, set-id and all.
   */
  @Test
  void anOwnerThatIsNoneIsCorrupt() {
    for (String id : List.of("4294967295", "4294967296", "99999999999")) {
      for (String key : List.of("uid", "gid")) {
        Tar tar = new Tar().pax(key, id).mode(06755).file("f", "x");
        Layers.fails(ErrorCode.DATA_LOSS, () -> Layers.apply(tar, tree));
      }
    }
    byte[] minus = header("f", '0', 0, "ffffffffffffffff", 108);
    Layers.fails(ErrorCode.DATA_LOSS, () -> Layers.unpack(minus, new LayerTarget.Tree(tree)));
  }

  @Test
  @Timeout(60)
  void aPipeIsNeverOpened() {
    Layers.apply(new Tar().device("p", '6', 0, 0).device("q", '6', 0, 0), tree);
    Layers.apply(new Tar().file("p", "now a file").link("r", "q").dir("q/"), tree);
    assertThat(TreeListing.names(tree)).containsExactly("p", "q/", "r");
    Path below = Layers.folder(temp, "pipes");
    Layers.difference(new Tar().device("p", '6', 0, 0), below);
    Path folder = Layers.folder(temp, "difference");
    Layers.unpack(
        new Tar().link("again", "p").build(),
        new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY, List.of(below)));
    assertThat(TreeListing.of(folder).get(1)).contains("FIFO").contains("links=2");
  }

  @Test
  void modeBitsThatAreATypeAreNone() {
    Layers.unpack(header("f", '0', 0, "3132303737370000", 100), new LayerTarget.Tree(tree));
    assertThat(TreeListing.of(tree).get(1)).startsWith("f REGULAR 0777");
  }

  /** Gigabytes that are only announced cost nothing. */
  @ParameterizedTest
  @ValueSource(chars = {'L', 'K', 'x'})
  void hugeExtendedHeadersAreRefusedBeforeTheyAreRead(char type) {
    byte[] tar = header("././@LongLink", type, 0, "800000000000000fffffffff", 124);
    Layers.fails(
        ErrorCode.RESOURCE_EXHAUSTED, () -> Layers.unpack(tar, new LayerTarget.Tree(tree)));
  }

  @Test
  void sizesBeyondAllBoundsAreRefused() {
    for (String size : List.of("80ffffffffffffffffffffff", "ffffffffffffffffffffff00")) {
      byte[] tar = header("f", '0', 0, size, 124);
      Layers.fails(ErrorCode.DATA_LOSS, () -> Layers.unpack(tar, new LayerTarget.Tree(tree)));
    }
    Tar sparse =
        new Tar()
            .pax(
                "GNU.sparse.size", "999999999999999999",
                "GNU.sparse.name", "s",
                "GNU.sparse.map", "0,1")
            .file("s", "x");
    Layers.fails(ErrorCode.RESOURCE_EXHAUSTED, () -> Layers.apply(sparse, tree));
  }

  @Test
  void recordsWhoseLengthOnlyFitsWhenCutOffAreCorrupt() {
    byte[] record = Tar.bytes("4294967306 comment=x\n");
    Tar tar = new Tar().entry('x', "x", "", record, 0, 0).file("f", "");
    Layers.fails(ErrorCode.DATA_LOSS, () -> Layers.apply(tar, tree));
  }

  private static byte[] header(String name, char type, int size, String hex, int at) {
    byte[] tar = new Tar().entry(type, name, "", new byte[size], 0, 0).build();
    byte[] field = java.util.HexFormat.of().parseHex(hex);
    System.arraycopy(field, 0, tar, at, field.length);
    java.util.Arrays.fill(tar, 148, 156, (byte) ' ');
    int sum = 0;
    for (int i = 0; i < 512; i++) {
      sum += tar[i] & 0xFF;
    }
    byte[] text = Tar.bytes(String.format("%06o\0", sum));
    System.arraycopy(text, 0, tar, 148, text.length);
    return tar;
  }
}
