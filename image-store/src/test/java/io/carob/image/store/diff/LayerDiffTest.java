package io.carob.image.store.diff;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.TreeListing;
import io.carob.image.store.layer.LayerUnpacker;
import io.carob.image.store.layer.UnpackLimits;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.MergedTree;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.mount.Mounts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A layer made of what was changed in a tree, applied to the tree as it was, gives the changed
 * tree: by a real overlay mount and by a copy, with edits of every kind.
 */
class LayerDiffTest {

  private static final String BASE =
      """
      mkdir -p etc/sub dir/deep/er opaque/sub gone/sub swap-dir links data empty
      echo root > etc/passwd; echo sub > etc/sub/file; echo deep > dir/deep/er/file
      echo one > opaque/one; echo two > opaque/sub/two; echo x > gone/sub/x
      echo f > swap-file; echo inside > swap-dir/inside; echo same > data/same
      echo a > links/a; ln links/a links/b; ln links/a dir/c; echo s > links/single
      echo k > links/k; ln links/k links/l
      ln -s ../etc/passwd data/sym; mkfifo data/fifo; mknod data/null c 1 3; mknod data/blk b 7 9
      echo cap > data/cap; echo suid > data/suid; chmod 4755 data/suid; chown 12:34 data/cap
      setfattr -n user.note -v one data/same; setfattr -n user.dir -v d dir
      printf 'x%.0s' $(seq 200) > data/big
      find . -exec touch -h -d '2020-02-03 04:05:06.123456789' {} +
      """;

  /** Each edit alone, then many together. */
  static List<String> edits() {
    List<String> all =
        new ArrayList<>(
            List.of(
                "true",
                "rm etc/passwd",
                "rm -r gone",
                "rm -r swap-dir; echo file > swap-dir",
                "rm swap-file; mkdir swap-file; echo in > swap-file/in",
                "rm -r opaque; mkdir opaque; echo new > opaque/new",
                "rm -r opaque; mkdir -p opaque/sub; echo new > opaque/sub/two",
                "rm -r opaque; mkdir opaque",
                "rm -r dir; echo no > dir; rm dir; mkdir -p dir/deep; echo y > dir/deep/y",
                "chmod 700 data/same",
                "chmod 2755 dir/deep; chmod 1777 .",
                "chown 5:6 data/same data/sym empty; chown 4000000000:3000000 etc/passwd",
                "setfattr -n user.note -v two data/same",
                "setfattr -x user.note data/same",
                "setfattr -n user.more -v x dir; setfattr -x user.dir dir",
                "setfattr -n 'user.50%=b' -v odd data/same",
                "touch -d '1969-12-31 23:59:58.5 UTC' data/same",
                "touch -h -d '2030-01-01 00:00:00.000000007' data/sym",
                "touch -d '2001-01-01' dir/deep",
                "printf 'y%.0s' $(seq 200) > data/big;"
                    + " touch -d '2020-02-03 04:05:06.123456789' data/big",
                "echo more >> data/same",
                ": > data/same",
                "cp -a dir dir2; rm -r dir",
                "mv swap-file other",
                "ln data/same data/same2",
                "ln data/cap newlink; rm data/cap",
                "rm -f links/b",
                "rm -f links/a links/b dir/c",
                "echo new > links/new; ln -f links/new links/single",
                "mkdir -p dir; echo 1 > h1; ln h1 h2; ln h1 dir/h3; chmod 600 h1",
                "ln -s /etc/passwd slink; ln -s nowhere data/dangling; ln -sfn other data/sym",
                "mkfifo f; mknod c c 1 5; mknod b b 8 0; rm data/fifo data/null; mkfifo data/null",
                "cp data/suid capable; chmod 6711 data/suid; setfattr -n security.capability"
                    + " -v 0x0100000200200000000000000000000000000000 capable",
                "mkdir -p \"$(printf 'n%.0s' $(seq 200))/$(printf 'm%.0s' $(seq 200))\";"
                    + " echo l > \"$(printf 'n%.0s' $(seq 200))/$(printf 'm%.0s' $(seq 200))/x\"",
                "printf z > \"$(printf 'odd \\377\\376 \\n name')\"; echo u > 'ünïcode'",
                "truncate -s 3M sparse; echo tail >> sparse",
                "echo w > data/.wh-not; echo w > .whx; echo w > wh.",
                "rm -r data; ln -s etc data",
                "rm data/same; mkdir data/same; rmdir data/same; echo back > data/same",
                "mkdir -p a/b/c/d/e; echo x > a/b/c/d/e/f; chmod 0 a/b/c/d/e/f",
                "rm -r etc dir opaque gone swap-dir links data empty; rm swap-file"));
    all.add(String.join("\n", all.subList(9, 40)).replace("rm -r data; ln -s etc data\n", ""));
    return all;
  }

  @TempDir static Path common = Path.of("");
  @TempDir Path temp = Path.of("");
  private Path base = Path.of("");
  private Path shown = Path.of("");

  @BeforeAll
  static void makeBase() throws IOException {
    sh(Files.createDirectory(common.resolve("base")), BASE);
  }

  @BeforeEach
  void makeFolders() throws IOException {
    base = common.resolve("base");
    shown = Files.createDirectory(temp.resolve("shown"));
  }

  private Path copyOfBase() throws IOException {
    Path copy = Files.createDirectory(temp.resolve("copy"));
    FileTree.copy(base, copy, CopyOptions.EXACT);
    return copy;
  }

  @AfterEach
  void unmount() {
    Mounts.unmountAll(temp, true);
  }

  private static void sh(Path folder, String script) {
    Command.run(folder, "bash", "-ec", script);
  }

  private void overlay(Path upper, String lower) throws IOException {
    Path work = Files.createDirectories(upper.resolveSibling(upper.getFileName() + "-work"));
    Mounts.mount(
        new Mount(
            "overlay",
            "overlay",
            List.of(
                "lowerdir=" + lower,
                "upperdir=" + upper,
                "workdir=" + work,
                "index=off",
                "metacopy=off",
                "redirect_dir=nofollow",
                "xino=off")),
        shown);
  }

  private byte[] layer(LayerSource source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LayerDiff.write(source, out);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    LayerDiff.write(source, again);
    assertThat(out.toByteArray()).as("the same bytes twice").isEqualTo(again.toByteArray());
    return out.toByteArray();
  }

  private static void unpack(byte[] layer, LayerTarget target) {
    new LayerUnpacker(UnpackLimits.DEFAULT)
        .unpack(
            new ByteArrayInputStream(layer),
            "tar",
            new DiffId(Digest.of(layer)),
            target,
            () -> {},
            done -> {});
  }

  /** Both kinds of drivers must show the wanted tree with the layer. */
  private void expectGives(byte[] layer, List<String> wanted) throws IOException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    FileTree.copy(base, tree, CopyOptions.EXACT);
    unpack(layer, new LayerTarget.Tree(tree));
    assertThat(listing(tree)).as("applied to a tree").isEqualTo(wanted);
    Path difference = Files.createDirectory(temp.resolve("difference"));
    unpack(layer, new LayerTarget.Difference(difference, WhiteoutForm.OVERLAY));
    Path upper = Files.createDirectory(temp.resolve("top"));
    FileStat root = FileStat.of(difference);
    try (RootDirectory top = RootDirectory.open(upper)) {
      top.chown(".", root.uid(), root.gid());
      top.chmod(".", root.permissions());
      top.setTimes(".", root.atime(), root.mtime());
    }
    overlay(upper, difference + ":" + base);
    assertThat(listing(shown)).as("shown by overlay").isEqualTo(wanted);
  }

  /** What a layer does not say: holes, and names of an inode that are outside of the tree. */
  private static List<String> listing(Path folder) {
    List<String> lines =
        TreeListing.of(folder).stream()
            .map(line -> line.replace(" sparse=true", " sparse=false"))
            .map(line -> line.replaceFirst(" links=[0-9]+ with ", " links with "))
            .toList();
    return lines.stream().map(line -> alone(line, lines) ? unlinked(line) : line).toList();
  }

  /** Overlay goes on to count the names of a lower file that are hidden. */
  private static boolean alone(String line, List<String> all) {
    int at = line.indexOf(" links with ");
    return at >= 0 && all.stream().filter(o -> o.endsWith(line.substring(at))).count() == 1;
  }

  private static String unlinked(String line) {
    return line.substring(0, line.indexOf(" links with "));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void whatAnOverlayChangedGivesTheSameTree(String edit) throws IOException {
    Path upper = Files.createDirectory(temp.resolve("upper"));
    overlay(upper, base.toString());
    sh(shown, edit);
    List<String> wanted = listing(shown);
    byte[] layer = layer(new LayerSource.Difference(upper, WhiteoutForm.OVERLAY));
    Mounts.unmount(shown, false);
    assertThat(layer(new LayerSource.Difference(upper, WhiteoutForm.OVERLAY))).isEqualTo(layer);
    expectGives(layer, wanted);
  }

  @ParameterizedTest
  @MethodSource("edits")
  void whatWasChangedInACopyGivesTheSameTree(String edit) throws IOException {
    Path copy = copyOfBase();
    sh(copy, edit);
    byte[] layer = layer(new LayerSource.Trees(copy, Optional.of(base)));
    expectGives(layer, listing(copy));
  }

  private static final String SECOND_LAYER =
      """
      rm -r gone; mkdir gone; echo again > gone/again
      chmod 700 dir; echo more >> etc/passwd; ln data/cap dir/capped
      mkdir extra; mv data/big extra; cp -a extra/big data/big
      rm links/b; ln links/a links/b; ln dir/c links/c
      """;

  /** Every edit of a copy of two differences: the layer is that of two whole trees. */
  @ParameterizedTest
  @MethodSource("edits")
  void whatWasChangedOverDifferencesIsWhatWasChangedOverTheirTree(String edit) throws IOException {
    Path second = copyOfBase();
    sh(second, SECOND_LAYER);
    byte[] top = layer(new LayerSource.Trees(second, Optional.of(base)));
    Path lower = Files.createDirectory(temp.resolve("lower"));
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    LayerDiff.tree(base, tar);
    unpack(tar.toByteArray(), new LayerTarget.Difference(lower, WhiteoutForm.OCI));
    Path upper = Files.createDirectory(temp.resolve("upper"));
    unpack(top, new LayerTarget.Difference(upper, WhiteoutForm.OCI, List.of(lower)));

    Path merged = Files.createDirectory(temp.resolve("merged"));
    MergedTree tree = new MergedTree(List.of(upper, lower), Optional.empty());
    FileTree.copyMerged(tree, merged, CopyOptions.EXACT);
    assertThat(listing(merged)).isEqualTo(listing(second));
    Path changed = Files.createDirectory(temp.resolve("changed"));
    FileTree.copyMerged(tree, changed, CopyOptions.EXACT);
    sh(changed, edit);
    byte[] wanted = layer(new LayerSource.Trees(changed, Optional.of(merged)));
    List<Path> both = List.of(upper, lower);
    assertThat(layer(new LayerSource.Stacked(changed, both, Optional.empty()))).isEqualTo(wanted);

    Path whole = Files.createDirectory(temp.resolve("whole"));
    FileTree.copy(base, whole, CopyOptions.EXACT);
    assertThat(layer(new LayerSource.Stacked(changed, List.of(upper), Optional.of(whole))))
        .isEqualTo(wanted);
  }

  @Test
  void anUnchangedCopyIsALayerOfItsRootAlone() throws IOException {
    Path copy = copyOfBase();
    assertThat(names(layer(new LayerSource.Trees(copy, Optional.of(base))))).containsExactly("./");
  }

  @Test
  void onlyWhatChangedAndTheFoldersAboveAreInTheLayer() throws IOException {
    Path copy = copyOfBase();
    sh(copy, "chmod 600 dir/deep/er/file; rm opaque/sub/two");
    assertThat(names(layer(new LayerSource.Trees(copy, Optional.of(base)))))
        .containsExactly(
            "./",
            "dir/",
            "dir/deep/",
            "dir/deep/er/",
            "dir/deep/er/file",
            "opaque/",
            "opaque/sub/",
            "opaque/sub/.wh.two");
  }

  @Test
  void aNameTakenFromAFileWithSeveralIsOnlyAWhiteout() throws IOException {
    Path copy = copyOfBase();
    sh(copy, "rm links/b");
    assertThat(names(layer(new LayerSource.Trees(copy, Optional.of(base)))))
        .containsExactly("./", "links/", "links/.wh.b");
  }

  private static List<String> names(byte[] layer) {
    List<String> names = new ArrayList<>();
    TarReader tar = new TarReader(new ByteArrayInputStream(layer), 1 << 20);
    for (Optional<TarEntry> e = tar.next(); e.isPresent(); e = tar.next()) {
      names.add(e.get().name());
    }
    return names;
  }

  @Test
  void whatALayerCannotSayIsRefused() throws IOException {
    Path base = copyOfBase();
    sh(base, "echo > dir/.wh.file");
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> tree(base));
    sh(base, "rm dir/.wh.file; mknod dir/nothing c 0 0");
    assertFails(ErrorCode.FAILED_PRECONDITION, () -> tree(base));
    sh(base, "rm dir/nothing");
    sh(base, "setfattr -n trusted.overlay.redirect -v /else dir");
    assertFails(
        ErrorCode.FAILED_PRECONDITION,
        () -> layer(new LayerSource.Difference(base, WhiteoutForm.OVERLAY)));
  }

  private static byte[] tree(Path folder) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      LayerDiff.tree(folder, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Test
  void gnuTarUnpacksAWholeTreeExactly() throws IOException {
    Path base = copyOfBase();
    sh(base, "truncate -s 1M data/hole; chown 4000000000:3000000 etc/passwd");
    Files.write(temp.resolve("layer.tar"), tree(base));
    Path out = Files.createDirectory(temp.resolve("out"));
    Command.run(
        out, "tar", "-xpf", "../layer.tar", "--numeric-owner", "--xattrs", "--xattrs-include=*");
    assertThat(listing(out)).isEqualTo(listing(base));
  }

  @Test
  void socketsAreLeftOut() throws Exception {
    Path base = copyOfBase();
    try (var server =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      Path socket = temp.resolve("s");
      server.bind(java.net.UnixDomainSocketAddress.of(socket));
      Files.move(socket, base.resolve("socket"));
      assertThat(names(tree(base))).contains("./", "swap-file").doesNotContain("socket");
    }
  }

  @Test
  void aTreeThatIsWrittenToMeanwhileIsALayerAllTheSame() throws Exception {
    Path base = copyOfBase();
    Thread writer = new Thread(() -> write(base));
    writer.start();
    do {
      assertThat(names(tree(base))).contains("./");
    } while (writer.isAlive());
    writer.join();
    assertThat(base.resolve("t60/f")).exists();
  }

  private static void write(Path folder) {
    try {
      for (int i = 1; i <= 60; i++) {
        Files.createDirectories(folder.resolve("t" + i));
        Files.write(folder.resolve("t" + i + "/f"), new byte[i * 10_000]);
        Files.write(folder.resolve("data/same"), new byte[i * 1000]);
        Files.write(folder.resolve("data/big"), new byte[0]);
        if (i > 3) {
          Files.delete(folder.resolve("t" + (i - 3) + "/f"));
          Files.delete(folder.resolve("t" + (i - 3)));
        }
        Files.deleteIfExists(folder.resolve("link"));
        Files.createLink(folder.resolve("link"), folder.resolve("data/cap"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
