package io.carob.image.store.meta;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.Usage;
import io.carob.api.image.ImageConfig;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaStoreTest {

  @TempDir Path root = Path.of("");

  private MetaStore open() {
    return MetaStore.open(root.resolve("meta.db"));
  }

  private static SnapshotRow row(String key, long place) {
    return new SnapshotRow(
        new SnapshotId("folder", new SnapshotKey(key)),
        place,
        SnapshotKind.COMMITTED,
        Optional.of(new SnapshotKey("base")),
        Map.of("a", "1 \" ü"),
        Instant.parse("2026-01-02T03:04:05.678901234Z"),
        Instant.parse("2026-01-02T03:04:06Z"),
        Optional.of(new Usage(4096, 7)),
        Optional.of("boot"),
        Optional.of(new CommitMark("0a1b", new SnapshotKey("k8s/active"))));
  }

  private static ImageRow image() {
    Digest some = Digest.of("x".getBytes(StandardCharsets.UTF_8));
    return new ImageRow(
        Digest.of("config".getBytes(StandardCharsets.UTF_8)),
        Digest.of("manifest".getBytes(StandardCharsets.UTF_8)),
        new Platform("linux", "arm64", "v8"),
        Optional.of(Instant.parse("2026-01-02T03:04:05Z")),
        List.of(
            new LayerInfo(new DiffId(some), new ChainId(some), some, "tar", 5),
            new LayerInfo(new DiffId(some), new ChainId(some), some, "tar+gzip", 6)),
        new ImageConfig(
            List.of("A=b"),
            List.of("/bin/sh"),
            List.of("-c", "x"),
            "/w",
            "u:g",
            "SIGQUIT",
            Map.of("l", "v"),
            Set.of("80/tcp"),
            Set.of("/data")));
  }

  private static void put(MetaStore meta, Edit... edits) {
    meta.write(
        (state, to) -> {
          List.of(edits).forEach(to);
          return state;
        });
  }

  @Test
  void nobodyElseReadsTheFile() throws Exception {
    Path file = root.resolve("meta.db");
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (MetaStore meta = open()) {
      put(meta, new Edit.PutSnapshot(row("one", 9)));
      for (String suffix : List.of("", "-wal", "-shm")) {
        assertThat(Files.getPosixFilePermissions(file.resolveSibling("meta.db" + suffix)))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void everyFieldIsThereAgainAfterReopening() {
    ImageReference name = ImageReference.parse("localhost:5000/demo/web:1");
    try (MetaStore meta = open()) {
      put(meta, new Edit.PutSnapshot(row("one", 9)), new Edit.PutImage(image()));
      put(meta, new Edit.PutName(name, image().id()));
    }
    try (MetaStore meta = open()) {
      assertThat(meta.state().snapshots()).containsExactly(row("one", 9));
      assertThat(meta.state().images()).containsExactly(image());
      assertThat(meta.state().namesOf(image().id())).containsExactly(name);
      assertThat(meta.state().children(new SnapshotId("folder", new SnapshotKey("base"))))
          .hasSize(1);
      put(meta, new Edit.DropImage(image().id()), new Edit.DropName(name));
      put(meta, new Edit.DropSnapshot(row("one", 9).id()));
    }
    try (MetaStore meta = open()) {
      assertThat(meta.state().snapshots()).isEmpty();
      assertThat(meta.state().images()).isEmpty();
      assertThat(meta.state().names()).isEmpty();
    }
  }

  @Test
  void aStateOnceReadNeverChanges() {
    try (MetaStore meta = open()) {
      State before = meta.state();
      put(meta, new Edit.PutSnapshot(row("one", 9)));
      assertThat(before.snapshots()).isEmpty();
      assertThat(meta.state().snapshots()).hasSize(1);
    }
  }

  @Test
  void aChangeThatFailsLeavesNothing() {
    try (MetaStore meta = open()) {
      assertFails(
          ErrorCode.FAILED_PRECONDITION,
          () ->
              meta.write(
                  (state, edits) -> {
                    edits.accept(new Edit.PutSnapshot(row("one", 9)));
                    throw new CarobException(ErrorCode.FAILED_PRECONDITION, "no");
                  }));
      assertThat(meta.state().snapshots()).isEmpty();
    }
    try (MetaStore meta = open()) {
      assertThat(meta.state().snapshots()).isEmpty();
    }
  }

  @Test
  void whatTheFileRefusesIsNotInMemoryEither() throws Exception {
    try (MetaStore meta = open()) {
      sql(
          "CREATE TRIGGER refuse BEFORE INSERT ON image_store_snapshots WHEN NEW.name = 'bad'"
              + " BEGIN SELECT RAISE(ABORT, 'refused'); END");
      assertFails(
          ErrorCode.INTERNAL,
          () -> put(meta, new Edit.PutImage(image()), new Edit.PutSnapshot(row("bad", 9))));
      assertThat(meta.state().images()).isEmpty();
      put(meta, new Edit.PutSnapshot(row("good", 10)));
      assertThat(meta.state().snapshots()).hasSize(1);
    }
    try (MetaStore meta = open()) {
      assertThat(meta.state().images()).isEmpty();
      assertThat(meta.state().snapshots()).hasSize(1);
    }
  }

  @Test
  void writesOfManyThreadsAreAllThere() throws Exception {
    int threads = 16;
    int each = 50;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    Set<Long> places = new HashSet<>();
    try (MetaStore meta = open()) {
      List<Future<List<Long>>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String prefix = "t" + t + "-";
        running.add(
            pool.submit(
                () -> {
                  List<Long> mine = new ArrayList<>();
                  for (int i = 0; i < each; i++) {
                    long place = meta.nextPlace();
                    mine.add(place);
                    SnapshotRow row = row(prefix + i, place);
                    put(meta, new Edit.PutSnapshot(row));
                    assertThat(meta.state().snapshot(row.id())).contains(row);
                  }
                  return mine;
                }));
      }
      for (Future<List<Long>> one : running) {
        places.addAll(one.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(places).hasSize(threads * each);
    try (MetaStore meta = open()) {
      assertThat(meta.state().snapshots()).hasSize(threads * each);
      assertThat(places).doesNotContain(meta.nextPlace());
    }
  }

  @Test
  void anInterruptedCallerLearnsTheResultAndStaysInterrupted() {
    try (MetaStore meta = open()) {
      Thread.currentThread().interrupt();
      put(meta, new Edit.PutSnapshot(row("one", 9)));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(meta.state().snapshots()).hasSize(1);
    }
  }

  @Test
  void aClosedStoreRefusesWrites() {
    MetaStore meta = open();
    meta.close();
    assertFails(ErrorCode.UNAVAILABLE, () -> put(meta, new Edit.DropImage(image().id())));
    meta.close();
  }

  @Test
  void usesAndDroppedBlobsAreThereAgainAndGoWithTheirImage() {
    ImageUse use =
        new ImageUse(
            image().id(),
            Instant.parse("2026-01-02T03:04:05Z"),
            Instant.parse("2026-01-03T03:04:05.123Z"),
            Map.of("a", "b"));
    Instant when = Instant.parse("2026-01-04T00:00:00Z");
    try (MetaStore meta = open()) {
      put(meta, new Edit.PutImage(image()), new Edit.PutUse(use));
      put(meta, new Edit.PutDropped(image().manifest(), when));
    }
    try (MetaStore meta = open()) {
      assertThat(meta.state().use(image().id())).isEqualTo(use);
      assertThat(meta.state().dropped()).isEqualTo(Map.of(image().manifest(), when));
      put(meta, new Edit.DropImage(image().id()), new Edit.DropDropped(image().manifest()));
      assertThat(meta.state().use(image().id()).labels()).isEmpty();
    }
    try (MetaStore meta = open()) {
      assertThat(meta.state().use(image().id()).labels()).isEmpty();
      assertThat(meta.state().dropped()).isEmpty();
    }
  }

  @Test
  void aRecordOfTheFirstSchemaIsCarriedOver() throws Exception {
    try (MetaStore meta = open()) {
      put(meta, new Edit.PutImage(image()), new Edit.PutSnapshot(row("one", 9)));
    }
    sql("DROP TABLE image_store_uses");
    sql("DROP TABLE image_store_dropped");
    sql("ALTER TABLE image_store_snapshots DROP COLUMN commit_mark");
    sql("DELETE FROM image_store_schema WHERE version > 1");
    Instant before = Instant.now().minusSeconds(2);
    try (MetaStore meta = open()) {
      assertThat(meta.state().images()).containsExactly(image());
      assertThat(meta.state().snapshots()).containsExactly(row("one", 9).settled());
      assertThat(meta.state().use(image().id()).added()).isAfter(before);
      assertThat(meta.damage()).isEmpty();
    }
    open().close();
  }

  @Test
  void aLaterSchemaIsRefusedInWords() throws Exception {
    open().close();
    sql("UPDATE image_store_schema SET version = 99");
    CarobException failure = assertFails(ErrorCode.FAILED_PRECONDITION, this::open);
    assertThat(failure).hasMessageContaining("99").hasMessageContaining("meta.db");
  }

  @Test
  void aFileThatIsNoDatabaseIsDataLoss() throws Exception {
    Files.writeString(root.resolve("meta.db"), "this is not a database, not at all\n".repeat(200));
    CarobException failure = assertFails(ErrorCode.DATA_LOSS, this::open);
    assertThat(failure).hasMessageContaining(root.resolve("meta.db").toString());
  }

  @Test
  void aDamagedPageIsDataLoss() throws Exception {
    try (MetaStore meta = open()) {
      for (int i = 0; i < 500; i++) {
        put(meta, new Edit.PutSnapshot(row("n" + i, 100 + i)));
      }
    }
    Path file = root.resolve("meta.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] ^= (byte) 0x5a;
    }
    Files.write(file, bytes);
    assertFails(ErrorCode.DATA_LOSS, this::open);
  }

  @Test
  void aValueThatItsTypeRefusesIsDataLoss() throws Exception {
    try (MetaStore meta = open()) {
      put(meta, new Edit.PutSnapshot(row("one", 9)));
    }
    sql("UPDATE image_store_snapshots SET kind = 'BROKEN'");
    assertFails(ErrorCode.DATA_LOSS, this::open);
  }

  @Test
  void anUnwritableFolderIsAFailureWithACode() {
    assertThatThrownBy(() -> MetaStore.open(root.resolve("absent").resolve("meta.db")))
        .isInstanceOf(CarobException.class);
  }

  private void sql(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + root.resolve("meta.db"));
        Statement sql = connection.createStatement()) {
      sql.executeUpdate(statement);
    }
  }
}
