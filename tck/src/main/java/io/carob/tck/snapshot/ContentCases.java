package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.mount.LimitedFileSystem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** S4: a prepared snapshot shows exactly its parents' content. */
final class ContentCases {

  private static final long ROOM = 64L << 20;

  private ContentCases() {}

  /** As the core makes it for a snapshot with a size limit. */
  static void placeMayBeAFileSystemOfItsOwn(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Path place = bench.newPlace();
    Path image = bench.newTarget().resolve("image");
    LimitedFileSystem limited = new LimitedFileSystem(image, place, List.of());
    limited.make(ROOM);
    limited.mount();
    limited.clearNew();
    try {
      Snapshot active = new Snapshot(bench, SnapshotKind.ACTIVE, place, chain);
      active.prepare();
      Oracle.of(bench, Trees.everyKind()).matches(active);
      active.shown(Edits::everything);
      Oracle.of(bench, Trees.everyKind()).edit(Edits::everything).matches(active);
      bench.driver().remove(place);
    } finally {
      limited.unmount(false);
      Files.delete(image);
    }
  }

  static void activeWithoutParentsIsEmpty(Bench bench) throws IOException {
    bench
        .active(Chain.EMPTY)
        .shown(
            root -> {
              assertThat(TreeState.of(root).lines()).containsOnlyKeys(".");
              Files.writeString(root.resolve("file"), "writable");
            });
  }

  static void viewWithoutParentsIsEmpty(Bench bench) throws IOException {
    assertThat(bench.view(Chain.EMPTY).state().lines()).containsOnlyKeys(".");
  }

  static void activeShowsEveryKindOfInode(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKindAndName());
    Oracle.of(bench, Trees.everyKindAndName()).matches(bench.active(chain));
  }

  static void viewShowsEveryKindOfInode(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKindAndName());
    Oracle.of(bench, Trees.everyKindAndName()).matches(bench.view(chain));
  }

  static void laterLayersWin(Bench bench) throws IOException {
    Chain chain = bench.layer(bench.layer(Chain.EMPTY, Trees.everyKind()), Trees.additions());
    Oracle oracle = Oracle.of(bench, Trees.everyKind(), Trees.additions());
    oracle.matches(bench.active(chain));
    oracle.matches(bench.view(chain));
  }

  static void rootFolderIsTheTopmostParents(Bench bench) throws IOException {
    Meta meta = Meta.FOLDER.mode(02750).owner(11, 12).xattr("user.root", "r");
    Changeset layer = new Changeset().root(meta.time("2011-11-11T11:11:11.111111111Z"));
    Chain chain = bench.layer(bench.layer(Chain.EMPTY, Trees.small()), layer);
    String expected = stateOfRoot(Oracle.of(bench, Trees.small(), layer));
    assertThat(bench.active(chain).state().lines().get(".")).isEqualTo(expected);
    assertThat(bench.view(chain).state().lines().get(".")).isEqualTo(expected);
  }

  static void fortyLayersAreOneTree(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.small());
    Oracle oracle = Oracle.of(bench, Trees.small());
    for (int n = 1; n < 40; n++) {
      Changeset layer =
          new Changeset().file("every/" + n, "layer " + n).file("latest", "layer " + n);
      chain = bench.layer(chain, layer);
      oracle.apply(layer);
    }
    oracle.matches(bench.active(chain));
    oracle.matches(bench.view(chain));
  }

  static void activeTakesEveryEdit(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    Snapshot active = bench.active(chain);
    active.shown(Edits::everything);
    Oracle.of(bench, Trees.everyKind()).edit(Edits::everything).matches(active);
  }

  static void viewIsReadOnly(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.small());
    bench
        .view(chain)
        .shown(
            root ->
                assertThatThrownBy(() -> Files.writeString(root.resolve("new"), "no"))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("Read-only"));
  }

  static void sharedLowerFilesAreTheSameInode(Bench bench) throws IOException {
    Chain chain = bench.layer(Chain.EMPTY, Trees.everyKind());
    long[] inodes = new long[2];
    bench.active(chain).shown(root -> inodes[0] = inode(root));
    bench.active(chain).shown(root -> inodes[1] = inode(root));
    assertThat(inodes[0]).isEqualTo(inodes[1]);
  }

  private static long inode(Path root) throws IOException {
    return (Long) Files.getAttribute(root.resolve("data/random"), "unix:ino");
  }

  private static String stateOfRoot(Oracle oracle) throws IOException {
    return oracle.state().lines().getOrDefault(".", "");
  }
}
