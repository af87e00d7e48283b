package io.carob.image.store.crash;

import static io.carob.api.image.ImportProgress.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.image.Image;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.RealStore;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotId;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.SmallTree;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails when a commit has just returned, or just before: what is on the disk then is
 * looked at. All of the committed layer is there, or the snapshot is still active. What the disk
 * itself has not flushed cannot be missed here.
 */
class PowerCutTest {

  @TempDir Path folder = Path.of("");
  private LoopDisk disk;

  @BeforeEach
  void makeDisk() throws Exception {
    disk = new LoopDisk(folder, 48);
  }

  @AfterEach
  void removeDisk() {
    disk.close();
  }

  @ParameterizedTest
  @CsvSource({
    "overlay,0",
    "overlay,3",
    "overlay,40",
    "overlay,90",
    "native-copy,0",
    "native-copy,3"
  })
  void committedLayerIsOnTheDisk(String driver, int files) throws Exception {
    try (RealStore real =
        RealStore.open(disk.root(), new OverlaySnapshotDriver(), new NativeCopySnapshotDriver())) {
      SnapshotKey active = new SnapshotKey("active");
      var snapshots = real.store().snapshots();
      Path place = snapshots.prepare(driver, active, Optional.empty(), Map.of()).place();
      fill(place.resolve("fs"), files);
      snapshots.commit(driver, active, new SnapshotKey("done"));
      Map<String, String> committed = look(place);
      Path cut = disk.cut();
      try {
        assertThat(look(cut.resolve(disk.root().relativize(place)))).isEqualTo(committed);
        try (MetaStore record = MetaStore.open(cut.resolve("root/meta.db"))) {
          assertThat(record.state().snapshot(new SnapshotId(driver, new SnapshotKey("done"))))
              .hasValueSatisfying(row -> assertThat(row.kind()).isEqualTo(SnapshotKind.COMMITTED));
        }
      } finally {
        disk.endCut();
      }
    }
  }

  @Test
  void syncedRecordIsOnTheDisk() throws Exception {
    try (MetaStore meta = MetaStore.open(disk.root().resolve("meta.db"))) {
      meta.sync();
      long place = meta.nextPlace();
      meta.sync();
      Path cut = disk.cut();
      try (MetaStore after = MetaStore.open(cut.resolve("meta.db"))) {
        assertThat(after.peekNextPlace()).isGreaterThan(place);
      } finally {
        disk.endCut();
      }
    }
  }

  /** The row is written out and the seal has not come: the commit has not returned. */
  @ParameterizedTest
  @ValueSource(strings = {"overlay", "native-copy"})
  void aCommitThatWasCutShortLeavesTheSnapshotActive(String driver) throws Exception {
    List<Path> cuts = new ArrayList<>();
    Faults faults =
        point -> {
          if (point.equals("commit.row")) {
            cuts.add(disk.cut());
          }
        };
    SnapshotKey active = new SnapshotKey("active");
    SnapshotKey done = new SnapshotKey("done");
    Path place;
    Map<String, String> before;
    try (RealStore real = open(disk.root(), faults)) {
      var snapshots = real.store().snapshots();
      place = snapshots.prepare(driver, active, Optional.empty(), Map.of()).place();
      fill(place.resolve("fs"), 3);
      FileTree.syncFileSystem(place);
      before = look(place.resolve("fs"));
      snapshots.commit(driver, active, done);
    }
    Path cut = cuts.get(0);
    try (RealStore real = open(cut, Faults.NONE)) {
      var snapshots = real.store().snapshots();
      assertThat(snapshots.stat(driver, done)).isEmpty();
      assertThat(snapshots.stat(driver, active)).isPresent();
      Path there = cut.resolve(disk.root().relativize(place));
      assertThat(look(there.resolve("fs"))).isEqualTo(before);
      assertThat(snapshots.mounts(driver, active)).isNotEmpty();
      snapshots.commit(driver, active, done);
    } finally {
      disk.endCut();
    }
  }

  private static RealStore open(Path root, Faults faults) throws Exception {
    return RealStore.open(
        root,
        faults,
        Clock.systemUTC(),
        new OverlaySnapshotDriver(),
        new NativeCopySnapshotDriver());
  }

  /** Until then it counts as lost when the power fails, and is unpacked again. */
  @ParameterizedTest
  @ValueSource(strings = {"overlay", "native-copy"})
  void aLayerIsOnTheDiskWhenTheRecordSaysSo(String driver) throws Exception {
    AtomicReference<Path> cut = new AtomicReference<>();
    Faults faults =
        point -> {
          if (point.equals("sync.rows") && cut.get() == null) {
            cut.set(disk.cut());
          }
        };
    byte[] layer =
        new Tar()
            .dir("a/")
            .file("a/file", "content\n".repeat(3000))
            .symlink("a/link", "/nowhere")
            .mode(0711)
            .file("a/empty", "")
            .build();
    try (RealStore real = open(disk.root(), faults)) {
      Image image = real.image("demo/layer:1", layer);
      SnapshotKey key = real.store().images().unpack(image.id(), driver, NONE).orElseThrow();
      real.awaitSynced();
      Path place = real.store().snapshots().stat(driver, key).orElseThrow().place();
      Path there = Objects.requireNonNull(cut.get()).resolve(disk.root().relativize(place));
      assertThat(look(there)).isEqualTo(look(place));
      assertThat(look(there).keySet()).anyMatch(path -> path.endsWith("/a/empty"));
    }
    disk.endCut();
  }

  /** What the fast way rests on: it is taken for what is small, where there is a journal. */
  @Test
  void onlySmallTreesOnAJournalAreSealed() throws Exception {
    Path small = Files.createDirectory(disk.root().resolve("small"));
    fill(small, 20);
    try (SmallTree tree = SmallTree.writeOut(small).orElseThrow()) {
      assertThat(tree.writeOutBeside(Files.createFile(disk.root().resolve("beside")))).isTrue();
      assertThat(tree.writeOutBeside(folder.resolve("medium/disk.img"))).isFalse();
      assertThat(SmallTree.mark(small)).isEmpty();
      tree.seal("first");
      assertThat(SmallTree.mark(small)).contains("first");
    }
    Path many = Files.createDirectory(disk.root().resolve("many"));
    for (int i = 0; i < 65; i++) {
      Files.createDirectory(many.resolve("folder-" + i));
    }
    assertThat(SmallTree.writeOut(many)).isEmpty();
    Path elsewhere = Files.createDirectory(folder.resolve("medium/tree")); // a tmpfs
    assertThat(SmallTree.writeOut(elsewhere)).isEmpty();
    assertThat(SmallTree.mark(disk.root().resolve("absent"))).isEmpty();
  }

  /** A mark that takes a block would change what was measured. */
  @Test
  void noTreeIsSealedWhereInodesHaveNoRoom() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (LoopDisk old = new LoopDisk(other, 16, 128)) {
      Path small = Files.createDirectory(old.root().resolve("small"));
      assertThat(SmallTree.writeOut(small)).isEmpty();
    }
  }

  private static void fill(Path top, int files) throws IOException {
    Path inner = Files.createDirectories(top.resolve("a/b/c"));
    Files.createSymbolicLink(inner.resolve("link"), Path.of("/nowhere"));
    Files.createFile(inner.resolve("empty"));
    for (int i = 0; i < files; i++) {
      Files.writeString(inner.resolve("file-" + i), ("content " + i + "\n").repeat(3000));
    }
    // The last changes are deep in the tree, and of attributes alone.
    Files.setPosixFilePermissions(
        inner.resolve("empty"), PosixFilePermissions.fromString("r-x--x--x"));
    Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  private static Map<String, String> look(Path top) throws IOException {
    Map<String, String> seen = new TreeMap<>();
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : all.toList()) {
        String mode =
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        String what =
            Files.isSymbolicLink(path)
                ? " to " + Files.readSymbolicLink(path)
                : Files.isDirectory(path) ? " folder" : " " + Files.readString(path);
        seen.put(top.relativize(path).toString(), mode + what);
      }
    }
    return seen;
  }
}
