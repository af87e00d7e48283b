package io.carob.image.store.snapshot;

import static io.carob.image.store.snapshot.CrashChild.DRIVER;
import static io.carob.image.store.snapshot.CrashChild.THREADS;
import static io.carob.image.store.snapshot.Rig.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends a working process the hard way, and checks what the next one finds. */
class CrashTest {

  @TempDir Path root = Path.of("");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prepare.folder",
        "prepare.driver",
        "prepare.row",
        "commit.driver",
        "commit.row",
        "remove.row",
        "remove.place",
        "layer.begun",
        "layer.filled",
        "layer.committed",
        "layer.row"
      })
  void whatWasAnsweredIsThereAfterACrashAt(String point) throws Exception {
    Process child = start(point, 25);
    assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(child.exitValue()).as(output(child)).isEqualTo(9);
    check();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 333})
  void whatWasAnsweredIsThereAfterAKillAfterSoManyLines(int lines) throws Exception {
    for (int life = 0; life < 2; life++) {
      Process child = start("never", 0);
      while (journalLines() < lines) {
        assertThat(child.isAlive()).as(output(child)).isTrue();
        LockSupport.parkNanos(1_000_000); // the journal is a fact of another process
      }
      child.destroyForcibly();
      assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
      check();
      for (int t = 0; t < THREADS; t++) {
        Files.deleteIfExists(root.resolve("journal-" + t));
      }
      clear();
    }
  }

  private Process start(String point, int visit) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            CrashChild.class.getName(),
            root.toString(),
            point,
            Integer.toString(visit))
        .redirectErrorStream(true)
        .redirectOutput(new File(root.toFile(), "output"))
        .start();
  }

  private String output(Process child) throws IOException {
    return child + " wrote: " + Files.readString(root.resolve("output"));
  }

  private long journalLines() throws IOException {
    long lines = 0;
    for (int t = 0; t < THREADS; t++) {
      Path journal = root.resolve("journal-" + t);
      if (Files.exists(journal)) {
        try (Stream<String> all = Files.lines(journal)) {
          lines += all.count();
        }
      }
    }
    return lines;
  }

  /** What the journals say must be there, must not be there, or may be either. */
  private record Expected(
      Map<String, SnapshotKind> present, Set<String> absent, Set<String> open) {}

  private Expected read() throws IOException {
    Expected expected = new Expected(new HashMap<>(), new HashSet<>(), new HashSet<>());
    for (int t = 0; t < THREADS; t++) {
      Path journal = root.resolve("journal-" + t);
      if (Files.exists(journal)) {
        read(Files.readAllLines(journal), expected);
      }
    }
    return expected;
  }

  private static void read(List<String> lines, Expected expected) {
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("begin")) {
        for (int i = 2; i < words.length; i++) {
          expected.open.add(words[i]);
        }
        continue;
      }
      expected.open.remove(words[2]);
      switch (words[1]) {
        case "prepare" -> expected.present.put(words[2], SnapshotKind.ACTIVE);
        case "layer" -> expected.present.put(words[2], SnapshotKind.COMMITTED);
        case "commit" -> {
          expected.open.remove(words[3]);
          expected.present.remove(words[2]);
          expected.absent.add(words[2]);
          expected.present.put(words[3], SnapshotKind.COMMITTED);
        }
        default -> {
          expected.present.remove(words[2]);
          expected.absent.add(words[2]);
        }
      }
    }
  }

  private void check() throws Exception {
    Expected expected = read();
    assertThat(expected.present.size() + expected.absent.size() + expected.open.size())
        .isPositive();
    try (Rig rig = new Rig(root, Rig.BOOT, new FolderDriver(DRIVER, true))) {
      expected.present.forEach(
          (name, kind) -> {
            if (!expected.open.contains(name)) {
              assertThat(rig.snapshots().stat(DRIVER, key(name)))
                  .as(name)
                  .map(SnapshotInfo::kind)
                  .contains(kind);
            }
          });
      expected.absent.stream()
          .filter(name -> !expected.open.contains(name))
          .forEach(name -> assertThat(rig.snapshots().stat(DRIVER, key(name))).isEmpty());
      List<SnapshotInfo> all = rig.snapshots().list(Optional.empty());
      assertThat(all)
          .allSatisfy(
              info -> {
                assertThat(info.place().resolve("content")).isDirectory();
                if (info.kind() == SnapshotKind.COMMITTED) {
                  assertThat(CrashChild.isWhole(rig, info.key().value())).isTrue();
                }
                info.parent()
                    .ifPresent(
                        parent -> assertThat(rig.snapshots().stat(DRIVER, parent)).isPresent());
              });
      rig.store.awaitSynced(); // measuring what was synced may try the driver, in the trash
      rig.store.awaitTrash();
      assertThat(places())
          .isEqualTo(all.stream().map(SnapshotInfo::place).collect(Collectors.toSet()));
      assertThat(root.resolve("trash")).isEmptyDirectory();
    }
  }

  private Set<Path> places() throws IOException {
    Path folder = root.resolve("snapshots").resolve(DRIVER);
    if (!Files.exists(folder)) {
      return Set.of();
    }
    try (Stream<Path> places = Files.list(folder)) {
      return places.collect(Collectors.toSet());
    }
  }

  private void clear() {
    try (Rig rig = new Rig(root, Rig.BOOT, new FolderDriver(DRIVER, true))) {
      List<SnapshotInfo> all = rig.snapshots().list(Optional.empty());
      for (int i = all.size() - 1; i >= 0; i--) {
        rig.snapshots().remove(DRIVER, all.get(i).key());
      }
    }
  }
}
