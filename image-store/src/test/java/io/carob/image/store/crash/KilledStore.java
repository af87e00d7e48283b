package io.carob.image.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ImageReference;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck;
import io.carob.image.store.ImageStore;
import io.carob.image.store.RealStore;
import io.carob.image.store.gc.GcPolicy;
import io.carob.linux.mount.MountTable;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import io.carob.snapshotter.overlay.OverlaySnapshotDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** A store that starts on what a kill has left, and what must be true of it. */
final class KilledStore implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path root;
  private final RealStore real;
  private final ImageStore store;
  private final Duration start;

  KilledStore(Path folder) {
    Instant begun = Instant.now();
    real = RealStore.open(folder, new OverlaySnapshotDriver(), new NativeCopySnapshotDriver());
    start = Duration.between(begun, Instant.now());
    store = real.store();
    root = real.root();
  }

  Duration start() {
    return start;
  }

  /** Everything that was acknowledged is there, nothing else is left, and nothing is damaged. */
  void check(Map<String, String> acknowledged) throws Exception {
    acknowledged.forEach(this::isSo);
    List<Finding> found =
        store.storage().verify(Optional.empty(), true, ImportProgress.NONE).findings();
    assertThat(found) // the child spoils one file's mode, and may die before it is mended
        .allSatisfy(one -> assertThat(one.found()).contains("/etc/top has mode"))
        .allSatisfy(one -> assertThat(one.mended()).isTrue());
    settle();
    assertThat(store.integrity().check(new IntegrityCheck.Options(false, false))).isEmpty();
    assertThat(Journal.list(root.resolve("content/ingest")))
        .allSatisfy(left -> assertThat(left.toString()).endsWith(".part"));
    assertThat(MountTable.read().below(root)).isEmpty();
  }

  /** Takes everything away; nothing may then be left on the disk. */
  void clear() throws Exception {
    List<SnapshotInfo> all = store.snapshots().list(Optional.empty());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (!all.get(i).key().value().startsWith("sha256:")) {
        store.snapshots().remove(all.get(i).driver(), all.get(i).key());
      }
    }
    for (Image image : store.images().list()) {
      for (int i = 0; i < Math.max(1, image.names().size()); i++) {
        store.images().remove(image.names().isEmpty() ? image.id().toString() : name(image, i));
      }
    }
    store.collectBy(
        new GcPolicy(true, Duration.ZERO, Optional.empty(), Optional.empty(), Optional.empty()),
        Duration.ZERO);
    store.storage().collect(false);
    settle();
    assertThat(store.snapshots().list(Optional.empty())).isEmpty();
    assertThat(places()).isEmpty();
    assertThat(Journal.list(root.resolve("content/blobs/sha256"))).isEmpty();
  }

  private static String name(Image image, int i) {
    return image.names().get(i).toString();
  }

  private void isSo(String thing, String state) {
    String[] words = thing.split(":", 2);
    switch (words[0]) {
      case "image" -> assertThat(idOf(words[1])).as(thing).isEqualTo(state);
      case "label" -> {
        if (!state.equals(Journal.GONE)) {
          assertThat(store.storage().labels(words[1])).as(thing).containsEntry("mark", state);
        }
      }
      case "layers" -> {
        if (!state.equals(Journal.GONE)) {
          store
              .images()
              .get(words[1])
              .layers()
              .forEach(
                  layer ->
                      assertThat(store.snapshots().stat(state, SnapshotKey.of(layer.chainId())))
                          .as("%s: %s", thing, layer)
                          .isPresent());
        }
      }
      case "snapshot" -> snapshot(words[1].split(":", 2), state);
      default -> throw new IllegalStateException(thing);
    }
  }

  private String idOf(String name) {
    ImageReference wanted = ImageReference.parse(name);
    return store.images().list().stream()
        .filter(image -> image.names().contains(wanted))
        .map(image -> image.id().toString())
        .findFirst()
        .orElse(Journal.GONE);
  }

  private void snapshot(String[] id, String state) {
    Optional<SnapshotInfo> info = store.snapshots().stat(id[0], new SnapshotKey(id[1]));
    assertThat(info.map(one -> one.kind().name()).orElse(Journal.GONE)).as(id[1]).isEqualTo(state);
    if (state.equals("ACTIVE") || state.equals("COMMITTED")) {
      try {
        assertThat(Files.readString(info.orElseThrow().place().resolve(KillLoad.DATA)))
            .isEqualTo(id[1].replaceAll("-done$", ""));
      } catch (IOException e) {
        throw new AssertionError(id[1], e);
      }
    }
  }

  /** Waits until the background has deleted and measured everything. */
  private void settle() throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!isSettled() && Instant.now().isBefore(end)) {
      LockSupport.parkNanos(2_000_000); // what another thread does on the disk is polled
    }
    assertThat(Journal.list(root.resolve("trash"))).isEmpty();
    Set<Path> rows =
        store.snapshots().list(Optional.empty()).stream()
            .map(SnapshotInfo::place)
            .collect(Collectors.toSet());
    assertThat(places()).isEqualTo(rows);
    real.awaitSynced();
  }

  private boolean isSettled() throws IOException {
    return Journal.list(root.resolve("trash")).isEmpty()
        && places().size() == store.snapshots().list(Optional.empty()).size();
  }

  private Set<Path> places() throws IOException {
    Set<Path> places = new HashSet<>();
    for (Path driver : Journal.list(root.resolve("snapshots"))) {
      places.addAll(Journal.list(driver));
    }
    return places;
  }

  @Override
  public void close() {
    real.close();
  }
}
