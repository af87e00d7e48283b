package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.MergedTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WhiteoutTest {

  private final Path temp;
  private Path tree;

  WhiteoutTest(@TempDir Path temp) {
    this.temp = temp;
    this.tree = Layers.folder(temp, "tree");
  }

  @BeforeEach
  void lowerLayer() {
    Layers.apply(lower(), tree);
  }

  private static Tar lower() {
    return new Tar()
        .dir("a/")
        .file("a/one", "1")
        .file("a/two", "2")
        .dir("a/sub/")
        .file("a/sub/deep", "3")
        .file("f", "f")
        .symlink("s", "a");
  }

  /** Layers over the lower one, each with the names that must be left. */
  static Stream<Object[]> uppers() {
    List<String> all = List.of("a/", "a/one", "a/sub/", "a/sub/deep", "a/two", "f", "s");
    return Stream.of(
        upper("nothing", new Tar().dir("a/"), all),
        upper(
            "a file",
            new Tar().dir("a/").file("a/.wh.one", ""),
            List.of("a/", "a/sub/", "a/sub/deep", "a/two", "f", "s")),
        upper("a folder", new Tar().file(".wh.a", ""), List.of("f", "s")),
        upper("absent", new Tar().file(".wh.none", ""), all),
        upper("below nothing", new Tar().dir("n/").file("n/.wh.none", ""), with(all, "n/")),
        upper(
            "whiteout, then the name",
            new Tar().file(".wh.a", "").dir("a/").file("a/new", ""),
            List.of("a/", "a/new", "f", "s")),
        upper(
            "the name, then the whiteout",
            new Tar().dir("a/").file("a/new", "").file(".wh.a", ""),
            List.of("a/", "a/new", "f", "s")),
        upper(
            "whiteout, then a file below it",
            new Tar().file(".wh.a", "").file("a/new", ""),
            List.of("a/", "a/new", "f", "s")),
        upper("file, then its whiteout", new Tar().file("f", "new").file(".wh.f", ""), all),
        upper("whiteout, then its file", new Tar().file(".wh.f", "").file("f", "new"), all),
        upper(
            "opaque, then entries",
            new Tar().dir("a/").file("a/.wh..wh..opq", "").file("a/new", ""),
            List.of("a/", "a/new", "f", "s")),
        upper(
            "entries, then opaque",
            new Tar()
                .dir("a/")
                .file("a/new", "")
                .dir("a/sub/")
                .file("a/sub/x", "")
                .file("a/.wh..wh..opq", ""),
            List.of("a/", "a/new", "a/sub/", "a/sub/x", "f", "s")),
        upper("a note of aufs", new Tar().dir("a/").dir("a/.wh..wh.plnk/"), all),
        upper("file over folder", new Tar().file("a", "now a file"), List.of("a", "f", "s")),
        upper(
            "folder over file",
            new Tar().dir("f/").file("f/in", ""),
            List.of("a/", "a/one", "a/sub/", "a/sub/deep", "a/two", "f/", "f/in", "s")),
        upper(
            "folder over symbolic link",
            new Tar().dir("s/").file("s/in", ""),
            List.of("a/", "a/one", "a/sub/", "a/sub/deep", "a/two", "f", "s/", "s/in")));
  }

  private static Object[] upper(String name, Tar tar, List<String> left) {
    return new Object[] {name, tar, left};
  }

  private static List<String> with(List<String> all, String one) {
    return Stream.concat(all.stream(), Stream.of(one)).sorted().toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uppers")
  void treeShowsTheResult(String name, Tar upper, List<String> left) {
    Layers.apply(upper, tree);
    assertThat(TreeListing.names(tree)).isEqualTo(left);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uppers")
  void overlayShowsTheResult(String name, Tar upper, List<String> left) {
    Path lower = Layers.folder(temp, "lower");
    Path difference = Layers.folder(temp, "difference");
    Path merged = Layers.folder(temp, "merged");
    Layers.difference(lower(), lower);
    Layers.difference(upper, difference);
    String options = "lowerdir=" + difference + ":" + lower;
    Command.run(temp, "mount", "-t", "overlay", "overlay", "-o", options, merged.toString());
    try {
      assertThat(TreeListing.names(merged)).isEqualTo(left);
    } finally {
      Command.run(temp, "umount", merged.toString());
    }
  }

  @Test
  void opaqueRootHidesEverythingAndIsMarkedForTheOverlayDriver() {
    Tar upper = new Tar().file("new", "").file(".wh..wh..opq", "");
    Layers.apply(upper, tree);
    assertThat(TreeListing.names(tree)).containsExactly("new");

    Path difference = Layers.folder(temp, "difference");
    Layers.difference(upper, difference);
    assertThat(line(difference, ". ")).contains("trusted.overlay.opaque=79");
  }

  @Test
  void ociFormKeepsTheFiles() {
    Path folder = Layers.folder(temp, "oci");
    Tar tar = new Tar().dir("a/").file("a/.wh.one", "").file("a/.wh..wh..opq", "");
    Layers.unpack(tar.build(), new LayerTarget.Difference(folder, WhiteoutForm.OCI));
    assertThat(TreeListing.names(folder)).containsExactly("a/", "a/.wh..wh..opq", "a/.wh.one");
  }

  @Test
  void ociFormHidesNamesThatAreTooLongForAWhiteoutsName() {
    String name = "n".repeat(255);
    Path lower = Layers.folder(temp, "lower");
    Path upper = Layers.folder(temp, "upper");
    Layers.unpack(
        new Tar().pax("path", name).file("x", "").file("n", "").build(),
        new LayerTarget.Difference(lower, WhiteoutForm.OCI));
    Layers.unpack(
        new Tar().pax("path", ".wh." + name).file("x", "").build(),
        new LayerTarget.Difference(upper, WhiteoutForm.OCI, List.of(lower)));
    Path merged = Layers.folder(temp, "merged");
    FileTree.copyMerged(
        new MergedTree(List.of(upper, lower), Optional.empty()), merged, CopyOptions.EXACT);
    assertThat(TreeListing.names(merged)).containsExactly("n");
  }

  @Test
  void linkToAWhiteoutsFileIsRefused() {
    for (WhiteoutForm form : WhiteoutForm.values()) {
      Path folder = Layers.folder(temp, form.name());
      Tar tar = new Tar().file(".wh.x", "").link("y", ".wh.x");
      Layers.fails(
          ErrorCode.INVALID_ARGUMENT,
          () -> Layers.unpack(tar.build(), new LayerTarget.Difference(folder, form)));
    }
  }

  @Test
  void danglingLinkCannotMakeAWhiteout() {
    Path folder = Layers.folder(temp, "oci");
    Tar tar = new Tar().symlink("a", ".wh.b").file("a/f", "");
    Layers.fails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Layers.unpack(tar.build(), new LayerTarget.Difference(folder, WhiteoutForm.OCI)));
  }

  @Test
  void ociFormsFileOfTheLayersBelowStaysOneFile() {
    Path lower = Layers.folder(temp, "lower");
    Path upper = Layers.folder(temp, "upper");
    Layers.unpack(
        new Tar().dir("d/").file("d/one", "1").link("d/two", "d/one").build(),
        new LayerTarget.Difference(lower, WhiteoutForm.OCI));
    Layers.unpack(
        new Tar().link("three", "d/one").build(),
        new LayerTarget.Difference(upper, WhiteoutForm.OCI, List.of(lower)));
    Path merged = Layers.folder(temp, "merged");
    FileTree.copyMerged(
        new MergedTree(List.of(upper, lower), Optional.empty()), merged, CopyOptions.EXACT);
    long inode = FileStat.of(merged.resolve("three")).ino();
    assertThat(FileStat.of(merged.resolve("d/one")).ino()).isEqualTo(inode);
    assertThat(FileStat.of(merged.resolve("d/two")).ino()).isEqualTo(inode);
    assertThat(FileStat.of(lower.resolve("d/one")).ino()).isNotEqualTo(inode);
  }

  @Test
  void whiteoutCannotNameItsFolderOrTheOneAbove() {
    Path outside = Layers.folder(temp, "outside");
    for (String name : List.of("a/.wh.", "a/.wh..", "a/.wh...", ".wh...")) {
      Layers.fails(ErrorCode.INVALID_ARGUMENT, () -> Layers.apply(new Tar().file(name, ""), tree));
      Layers.fails(
          ErrorCode.INVALID_ARGUMENT,
          () -> Layers.difference(new Tar().dir("a/").file(name, ""), outside));
    }
    assertThat(TreeListing.names(tree)).contains("a/one", "f");
  }

  @Test
  void whiteoutThroughALinkActsInsideTheRoot() throws IOException {
    Path victim = Layers.folder(temp, "victim");
    Files.writeString(victim.resolve("keep"), "x");
    Layers.apply(new Tar().symlink("out", victim.toString()), tree);
    Layers.apply(new Tar().file("out/.wh.keep", "").file("out/.wh..wh..opq", ""), tree);
    assertThat(victim.resolve("keep")).exists();
  }

  @Test
  void changedFileIsANewInodeSoThatLinkedTreesKeepTheirs() throws IOException {
    Path other = temp.resolve("other");
    Command.run(temp, "cp", "-al", tree.toString(), other.toString());
    List<String> before = contents(other);
    Layers.apply(
        new Tar().mode(0600).owner(7, 7).file("f", "changed").file("a/one", "1").dir("a/"), tree);
    assertThat(Files.readString(tree.resolve("f"), StandardCharsets.UTF_8)).isEqualTo("changed");
    assertThat(contents(other)).isEqualTo(before);
  }

  private static List<String> contents(Path folder) {
    return TreeListing.of(folder).stream().map(line -> line.replaceFirst(" links=.*", "")).toList();
  }

  @Test
  void folderThatTheLayerDoesNotNameKeepsItsTimes() {
    String before = line(tree, "a ");
    Layers.apply(new Tar().file("a/.wh.one", "").file("a/more", ""), tree);
    assertThat(line(tree, "a ")).isEqualTo(before);
  }

  private static String line(Path folder, String start) {
    return TreeListing.of(folder).stream()
        .filter(l -> l.startsWith(start))
        .findFirst()
        .orElseThrow();
  }
}
