package io.carob.image.store.build;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.image.ArchiveFormat;
import io.carob.api.image.Image;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.ImageChanges;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.RealStore;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import io.carob.image.store.snapshot.FolderDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images made of others, of tars and of containers; archives written and read by other tools. */
class ImageBuilderTest {

  private static final byte[] BASE =
      new Tar().dir("etc/").file("etc/passwd", "root").dir("srv/").file("srv/old", "old").build();
  private static final ImageChanges CHANGES =
      ImageChanges.builder()
          .entrypoint(List.of("/bin/web"))
          .cmd(List.of("-v"))
          .env("A", "b=c")
          .workingDir("/srv")
          .user("12:34")
          .label("kind", "made")
          .author("me")
          .comment("a step")
          .build();

  @TempDir Path folder = Path.of("");
  private final FolderDriver trees = new FolderDriver("trees", false);
  private RealStore store;
  private ImageBuilder builder;
  private Image base;

  @BeforeEach
  void open() throws IOException {
    store = RealStore.open(folder, trees);
    builder = store.store.builder();
    base = store.image("demo/base:1", BASE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static ImageReference name(String text) {
    return ImageReference.parse(text);
  }

  private SnapshotInfo changedContainer(String key) throws IOException {
    SnapshotInfo container = store.container(base, trees, key);
    Path content = container.place().resolve("content");
    Command.run(
        content,
        "sh",
        "-ec",
        "rm srv/old; echo new > srv/new; ln srv/new srv/same; mkfifo etc/fifo;"
            + " setfattr -n user.a -v b srv/new; chmod 4711 srv/new;"
            + " find . -exec touch -h -d '2024-05-06 07:08:09.123456789 UTC' {} +");
    return container;
  }

  private Image commit(String key, String name, ImageChanges changes) {
    return builder.commit(
        "trees", new SnapshotKey(key), Optional.empty(), name(name), changes, ImportProgress.NONE);
  }

  private Path export(ArchiveFormat format, String file, String... images) {
    Path target = folder.resolve(file);
    builder.exportArchive(List.of(images), target, format, ImportProgress.NONE);
    return target;
  }

  private List<String> tree(Image image) {
    return TreeListing.of(store.layer(image, image.layers().size() - 1, trees)).stream()
        .map(line -> line.replaceFirst(" links=[0-9]+ with ", " links with "))
        .filter(line -> line.contains(" links with srv/") || !line.contains(" links with "))
        .toList();
  }

  @Test
  void whatAContainerChangedBecomesAnImage() throws IOException {
    SnapshotInfo container = changedContainer("uid/app");
    List<String> wanted = TreeListing.of(container.place().resolve("content"));
    Image made = commit("uid/app", "demo/made:1", CHANGES);
    assertThat(made.layers()).hasSize(2).startsWith(base.layers().get(0));
    assertThat(made.names()).containsExactly(name("demo/made:1"));
    assertThat(made.created()).contains(Instant.parse("2024-05-06T07:08:09.123456789Z"));
    assertThat(made.config().entrypoint()).containsExactly("/bin/web");
    assertThat(made.config().cmd()).containsExactly("-v");
    assertThat(made.config().env()).contains("A=b=c");
    assertThat(made.config().workingDir()).isEqualTo("/srv");
    assertThat(made.config().user()).isEqualTo("12:34");
    assertThat(made.config().labels()).containsEntry("kind", "made");
    store.unpack(made, trees);
    assertThat(tree(made))
        .containsAll(
            wanted.stream()
                .filter(l -> l.startsWith("srv"))
                .map(l -> l.replaceFirst(" links=[0-9]+ with ", " links with "))
                .toList())
        .noneMatch(line -> line.startsWith("srv/old"));
  }

  @Test
  void theSameChangesMakeTheSameImage() throws IOException {
    changedContainer("uid/one");
    changedContainer("uid/two");
    Image one = commit("uid/one", "demo/made:1", CHANGES);
    Image two = commit("uid/two", "demo/made:2", CHANGES);
    assertThat(two.id()).isEqualTo(one.id());
    assertThat(two.manifest()).isEqualTo(one.manifest());
    assertThat(two.names()).hasSize(2);
  }

  @Test
  void onlyAContainersOwnImageCanBeItsBase() throws IOException {
    changedContainer("uid/app");
    store.image("demo/other:1", new Tar().file("x", "x").build());
    assertFails(
        ErrorCode.FAILED_PRECONDITION,
        () ->
            builder.commit(
                "trees",
                new SnapshotKey("uid/app"),
                Optional.of("demo/other:1"),
                name("demo/made:1"),
                ImageChanges.NONE,
                ImportProgress.NONE));
    assertFails(ErrorCode.NOT_FOUND, () -> commit("uid/none", "demo/made:1", ImageChanges.NONE));
    String layer = SnapshotKey.of(base.chainId().orElseThrow()).value();
    assertFails(
        ErrorCode.FAILED_PRECONDITION, () -> commit(layer, "demo/made:1", ImageChanges.NONE));
    assertFails(ErrorCode.NOT_FOUND, () -> store.store.images().get("demo/made:1"));
  }

  @Test
  void aRootFileSystemBecomesAnImageOfOneLayer() throws IOException {
    Path plain = Files.write(folder.resolve("root.tar"), BASE);
    Path gzip = Files.write(folder.resolve("root.tgz"), Tar.gzip(BASE));
    Path zstd = Files.write(folder.resolve("root.tzst"), Tar.zstd(BASE));
    for (Path tar : List.of(plain, gzip, zstd)) {
      assertThat(builder.isRootFs(tar)).as(tar.toString()).isTrue();
      Image made = builder.importRootFs(tar, name("demo/root:1"), CHANGES, ImportProgress.NONE);
      assertThat(made.layers()).hasSize(1);
      assertThat(made.layers().get(0).diffId()).isEqualTo(Tar.diffId(BASE));
      assertThat(made.config().cmd()).containsExactly("-v");
      store.unpack(made, trees);
    }
    Image same = builder.importRootFs(plain, name("demo/r:1"), CHANGES, ImportProgress.NONE);
    assertThat(same.id()).isEqualTo(store.store.images().get("demo/root:1").id());
    assertThat(builder.isRootFs(export(ArchiveFormat.OCI_ARCHIVE, "o.tar", "demo/base:1")))
        .isFalse();
    assertThat(builder.isRootFs(export(ArchiveFormat.DOCKER_ARCHIVE, "d.tar", "demo/base:1")))
        .isFalse();
  }

  @Test
  void aBrokenTarBecomesNoImageAndLeavesNothing() throws IOException {
    byte[] cut = java.util.Arrays.copyOf(BASE, 700);
    long before = store.store.images().contentBytes();
    for (byte[] bytes : List.of(cut, Tar.gzip(cut), Tar.bytes("no tar at all"))) {
      Path tar = Files.write(folder.resolve("broken.tar"), bytes);
      assertFails(
          ErrorCode.DATA_LOSS,
          () ->
              builder.importRootFs(
                  tar, name("demo/broken:1"), ImageChanges.NONE, ImportProgress.NONE));
    }
    assertThat(store.store.images().contentBytes()).isEqualTo(before);
    assertFails(
        ErrorCode.NOT_FOUND,
        () ->
            builder.importRootFs(
                folder.resolve("none"), name("demo/b:1"), ImageChanges.NONE, ImportProgress.NONE));
  }

  @Test
  void layersAndConfigurationAreAppended() throws IOException {
    Path tar = Files.write(folder.resolve("l.tar"), new Tar().file("srv/.wh.old", "").build());
    Path tree = Files.createDirectories(folder.resolve("tree/opt"));
    Files.writeString(tree.resolve("tool"), "tool");
    Image made =
        builder.append(
            Optional.of("demo/base:1"),
            List.of(tar, tree.getParent()),
            name("demo/more:1"),
            CHANGES,
            ImportProgress.NONE);
    assertThat(made.layers()).hasSize(3);
    store.unpack(made, trees);
    Path content = store.layer(made, 2, trees);
    assertThat(content.resolve("srv/old")).doesNotExist();
    assertThat(content.resolve("opt/tool")).hasContent("tool");
    assertThat(content.resolve("etc/passwd")).hasContent("root");

    Image configured =
        builder.append(
            Optional.of("demo/more:1"),
            List.of(),
            name("demo/more:2"),
            ImageChanges.builder()
                .entrypoint(List.of("/other"))
                .env("A", "z")
                .env("B", "1")
                .build(),
            ImportProgress.NONE);
    assertThat(configured.layers()).isEqualTo(made.layers());
    assertThat(configured.config().cmd()).isEmpty();
    assertThat(configured.config().env()).containsSubsequence("A=z", "B=1").doesNotContain("A=b=c");
    assertThat(configured.config().user()).isEqualTo("12:34");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            builder.append(
                Optional.empty(),
                List.of(),
                name("demo/n:1"),
                ImageChanges.NONE,
                ImportProgress.NONE));
  }

  @Test
  void everyFormatReadBackIsTheSameImage() throws IOException {
    changedContainer("uid/app");
    Image made = commit("uid/app", "demo/made:1", CHANGES);
    Path oci = export(ArchiveFormat.OCI_ARCHIVE, "oci.tar", "demo/made:1", "demo/base:1");
    Path layout = export(ArchiveFormat.OCI_FOLDER, "layout", "demo/made:1");
    Path docker = export(ArchiveFormat.DOCKER_ARCHIVE, "docker.tar", "demo/made:1", "demo/base:1");
    for (Path archive : List.of(oci, layout, docker)) {
      try (RealStore second = RealStore.open(Files.createTempDirectory(folder, "second"), trees)) {
        List<Image> read =
            second.store.images().importArchive(archive, Optional.empty(), ImportProgress.NONE);
        Image same = second.store.images().get("demo/made:1");
        assertThat(same.id()).isEqualTo(made.id());
        assertThat(same.chainId()).isEqualTo(made.chainId());
        if (!archive.equals(docker)) {
          assertThat(same).isEqualTo(made);
        }
        assertThat(read).hasSize(archive.equals(layout) ? 1 : 2);
      }
    }
    assertThat(export(ArchiveFormat.OCI_ARCHIVE, "oci2.tar", "demo/made:1", "demo/base:1"))
        .hasSameBinaryContentAs(oci);
    assertThat(export(ArchiveFormat.DOCKER_ARCHIVE, "docker2.tar", "demo/made:1", "demo/base:1"))
        .hasSameBinaryContentAs(docker);
    Command.run(
        folder,
        "diff",
        "-r",
        layout.toString(),
        export(ArchiveFormat.OCI_FOLDER, "layout2", "demo/made:1").toString());
  }

  @Test
  void skopeoAndUmociReadWhatIsWrittenWithTheSameDigests() throws IOException {
    changedContainer("uid/app");
    Image made = commit("uid/app", "demo/made:1", CHANGES);
    Path layout = export(ArchiveFormat.OCI_FOLDER, "layout", "demo/made:1");
    Path oci = export(ArchiveFormat.OCI_ARCHIVE, "oci.tar", "demo/made:1");
    Path docker = export(ArchiveFormat.DOCKER_ARCHIVE, "docker.tar", "demo/made:1");
    String digest = made.manifest().toString();
    assertThat(inspect("oci:" + layout + ":demo/made:1")).contains(digest);
    assertThat(inspect("oci-archive:" + oci)).contains(digest);
    assertThat(inspect("oci-archive:" + oci + ":demo/made:1")).contains(digest);
    assertThat(
            Command.run(folder, "skopeo", "inspect", "--raw", "docker-archive:" + docker)
                .contains(made.id().toString()))
        .isTrue();

    Command.run(folder, "umoci", "unpack", "--image", layout + ":demo/made:1", "bundle");
    store.unpack(made, trees);
    List<String> ours = withoutRoot(store.layer(made, 1, trees));
    assertThat(withoutRoot(folder.resolve("bundle/rootfs"))).isEqualTo(ours);

    for (String source : List.of("oci:" + layout + ":demo/made:1", "docker-archive:" + docker)) {
      Path copy = folder.resolve("copy-" + source.charAt(0) + ".tar");
      Command.run(
          folder,
          "skopeo",
          "--insecure-policy",
          "copy",
          "--quiet",
          source,
          "docker-archive:" + copy + ":demo/copied:1");
      Image copied =
          store.store.images().importArchive(copy, Optional.empty(), ImportProgress.NONE).get(0);
      assertThat(copied.id()).isEqualTo(made.id());
      store.store.images().remove(copied.names().get(0).toString());
    }
  }

  private String inspect(String source) {
    return Command.run(folder, "skopeo", "inspect", source);
  }

  private static List<String> withoutRoot(Path tree) {
    List<String> lines = new ArrayList<>(TreeListing.of(tree));
    lines.removeIf(line -> line.startsWith(". "));
    lines.replaceAll(line -> line.replaceFirst(" links=[0-9]+ with (.*)$", ""));
    return lines;
  }

  @Test
  void anExportReplacesNothingAndFailsWhole() throws IOException {
    Path there = Files.writeString(folder.resolve("there"), "mine");
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
    for (Path target : List.of(there, dangling, folder)) {
      assertFails(
          ErrorCode.ALREADY_EXISTS,
          () ->
              builder.exportArchive(
                  List.of("demo/base:1"), target, ArchiveFormat.OCI_ARCHIVE, ImportProgress.NONE));
    }
    assertThat(there).hasContent("mine");
    for (Path target : List.of(Path.of("relative"), folder.resolve("none/x"))) {
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () ->
              builder.exportArchive(
                  List.of("demo/base:1"), target, ArchiveFormat.OCI_FOLDER, ImportProgress.NONE));
    }
    Path blob = blob(base);
    assertThat(blob.toFile().setWritable(true)).isTrue();
    Files.write(blob, new byte[(int) Files.size(blob)]);
    for (ArchiveFormat format : ArchiveFormat.values()) {
      assertFails(ErrorCode.DATA_LOSS, () -> export(format, "damaged", "demo/base:1"));
    }
    Files.delete(blob);
    assertFails(
        ErrorCode.FAILED_PRECONDITION,
        () -> export(ArchiveFormat.OCI_ARCHIVE, "damaged", "demo/base:1"));
    assertFails(
        ErrorCode.FAILED_PRECONDITION,
        () ->
            builder.append(
                Optional.of("demo/base:1"),
                List.of(),
                name("demo/n:1"),
                CHANGES,
                ImportProgress.NONE));
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(file -> file.startsWith(".carob") || file.equals("damaged"));
    }
  }

  private Path blob(Image image) {
    return store.root().resolve("content/blobs/sha256/" + image.layers().get(0).blob().hex());
  }

  @Test
  void onlyItsOwnerMayReadAnArchive() throws IOException {
    Path file = export(ArchiveFormat.OCI_ARCHIVE, "o.tar", "demo/base:1");
    Path layout = export(ArchiveFormat.OCI_FOLDER, "layout", "demo/base:1");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(Files.getPosixFilePermissions(layout)).hasSize(3);
  }

  @Test
  void byADigestAnImageGetsAllItsNamesAndAnUnknownOneIsRefused() throws IOException {
    store.store.images().tag("demo/base:1", name("demo/base:2"));
    export(ArchiveFormat.OCI_FOLDER, "all", base.id().toString());
    assertThat(Files.readString(folder.resolve("all/index.json")))
        .contains("demo/base:1", "demo/base:2");
    export(ArchiveFormat.OCI_FOLDER, "one", "demo/base:2");
    assertThat(Files.readString(folder.resolve("one/index.json"))).doesNotContain("demo/base:1");
    assertFails(ErrorCode.NOT_FOUND, () -> export(ArchiveFormat.OCI_FOLDER, "none", "demo/none:1"));
  }
}
