package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotCapability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** S9: usage counts what the snapshot adds on disk, not what it shares. */
final class UsageCases {

  private static final int MIB = 1 << 20;
  private static final long SLACK = MIB / 2;

  private UsageCases() {}

  static void writesCount(Bench bench) throws IOException {
    Snapshot active = bench.active(bench.layer(Chain.EMPTY, Trees.small()));
    Usage before = active.usage();
    active.shown(
        root -> {
          Files.write(root.resolve("one"), Trees.random(MIB));
          Files.write(root.resolve("two"), Trees.random(MIB));
          Files.createLink(root.resolve("two-too"), root.resolve("two"));
        });
    Usage after = active.usage();
    assertThat(after.bytes() - before.bytes()).isBetween(2L * MIB, 2L * MIB + SLACK);
    assertThat(after.inodes() - before.inodes()).isBetween(2L, 8L);
  }

  static void layersCount(Bench bench) throws IOException {
    Chain little = bench.layer(Chain.EMPTY, Trees.small());
    Chain more =
        bench.layer(Chain.EMPTY, Trees.small().file("big", Meta.FILE, Trees.random(2 * MIB)));
    long grown = usage(bench, more).bytes() - usage(bench, little).bytes();
    assertThat(grown).isBetween(2L * MIB, 2L * MIB + SLACK);
  }

  static void holesDoNotCount(Bench bench) throws IOException {
    Snapshot active = bench.active(bench.layer(Chain.EMPTY, Trees.small()));
    Usage before = active.usage();
    active.shown(
        root ->
            Inodes.create(
                root,
                new Entry.RegularFile(
                    "sparse", Meta.FILE, new Entry.Bytes(new byte[] {1}), 64L * MIB)));
    assertThat(active.usage().bytes() - before.bytes()).isBetween(0L, SLACK);
  }

  static void deletionsDoNotCountBelowNothing(Bench bench) throws IOException {
    Chain big =
        bench.layer(Chain.EMPTY, Trees.small().file("big", Meta.FILE, Trees.random(2 * MIB)));
    Snapshot active = bench.active(big);
    Usage before = active.usage();
    active.shown(root -> Files.delete(root.resolve("big")));
    assertThat(active.usage().bytes()).isBetween(0L, before.bytes() + SLACK);
  }

  /** All usages together are not more than what is on disk, each inode counted once. */
  static void sharedContentIsCountedOnce(Bench bench) throws IOException {
    Changeset big = Trees.small().file("big", Meta.FILE, Trees.random(4 * MIB));
    List<Usage> usages = new ArrayList<>();
    Chain chain = bench.layer(Chain.EMPTY, big);
    usages.add(usage(bench, chain));
    for (int n = 0; n < 3; n++) {
      chain = bench.layer(chain, new Changeset().file("layer-" + n, "small"));
      usages.add(usage(bench, chain));
    }
    usages.add(bench.active(chain).usage());
    usages.add(bench.view(chain).usage());
    Usage sum = usages.stream().reduce(Usage.NONE, Usage::plus);
    Usage disk = Fs.usage(bench.root().resolve("places"));
    assertThat(sum.bytes()).isBetween(4L * MIB, disk.bytes() + SLACK);
    assertThat(sum.inodes()).isLessThanOrEqualTo(disk.inodes());
  }

  static void sharedLowerAddsNothing(Bench bench) throws IOException {
    Changeset big = Trees.small().file("big", Meta.FILE, Trees.random(4 * MIB));
    Chain chain = bench.layer(Chain.EMPTY, big);
    assertThat(bench.active(chain).usage().bytes()).isBetween(0L, SLACK);
    assertThat(bench.can(SnapshotCapability.SHARED_LOWER)).isTrue();
  }

  private static Usage usage(Bench bench, Chain chain) {
    Path place = chain.nearest();
    return bench.driver().usage(place, chain.places().subList(1, chain.places().size()));
  }
}
