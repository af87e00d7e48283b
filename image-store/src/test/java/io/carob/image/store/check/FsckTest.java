package io.carob.image.store.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.image.Image;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.Finding;
import io.carob.api.storage.IntegrityCheck.Options;
import io.carob.image.store.RealStore;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.snapshot.FolderDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each rule is broken on real files, with and without a service. */
class FsckTest {

  private static final byte[] BASE = new Tar().file("base", new byte[100_000]).build();
  private static final byte[] TOP = new Tar().file("top", "top").build();

  @TempDir Path folder = Path.of("");

  private final FolderDriver driver = new FolderDriver("folder", true);
  private RealStore store;
  private Image image;
  private boolean open;

  @BeforeEach
  void open() throws Exception {
    driver.measured = true;
    store = RealStore.open(folder, driver);
    open = true;
    image = store.image("demo/app:1", BASE, TOP);
    store.unpack(image, driver);
    store.awaitSynced();
  }

  @AfterEach
  void close() {
    if (open) {
      store.close();
      open = false;
    }
  }

  private List<Finding> live(boolean repair) {
    return store.store.integrity().check(new Options(repair, false));
  }

  private List<Finding> resting() throws InterruptedException {
    store.awaitTrash(); // what a close leaves there is for the next start
    close();
    return RestingCheck.run(store.root(), "another boot", false);
  }

  private static List<String> rules(List<Finding> findings) {
    return findings.stream().map(Finding::rule).distinct().toList();
  }

  private void assertMended(String rule) {
    List<Finding> seen = live(false);
    assertThat(rules(seen)).contains(rule);
    assertThat(seen).noneMatch(Finding::mended);
    assertThat(live(true)).isNotEmpty().allMatch(Finding::mended);
    assertThat(live(false)).isEmpty();
  }

  private Path blob(Digest digest) {
    return store.root().resolve("content/blobs/sha256").resolve(digest.hex());
  }

  private Path layerPlace(int index) {
    return java.util.Objects.requireNonNull(store.layer(image, index, driver).getParent());
  }

  private void sql(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + store.root().resolve("meta.db"));
        Statement sql = connection.createStatement()) {
      assertThat(sql.executeUpdate(statement)).isPositive();
    }
  }

  @Test
  void aHealthyStoreIsCleanWithAndWithoutAService() throws Exception {
    store.container(image, driver, "uid/app");
    assertThat(live(false)).isEmpty();
    assertThat(live(true)).isEmpty();
    assertThat(resting()).isEmpty();
  }

  /** The next pull goes on with it for a day. */
  @Test
  void theBeginningOfABlobIsNoFaultUntilItIsOld() throws Exception {
    Path ingest = store.root().resolve("content/ingest");
    Path fresh = Files.writeString(ingest.resolve("a".repeat(64) + ".part"), "half");
    assertThat(resting()).isEmpty();
    Path old = Files.writeString(ingest.resolve("b".repeat(64) + ".part"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path other = Files.writeString(ingest.resolve("import-1"), "half");
    List<Finding> found = RestingCheck.run(store.root(), "another boot", false);
    assertThat(rules(found)).containsExactly("ingest");
    assertThat(found)
        .extracting(Finding::subject)
        .containsExactlyInAnyOrder(old.toString(), other.toString());
    assertThat(List.of(fresh, old, other)).allMatch(Files::exists);
  }

  @Test
  void aFolderWithoutARowGoesToTheTrash() throws Exception {
    Path stray = Files.createDirectories(store.root().resolve("snapshots/folder/999999/content"));
    assertMended("place");
    assertThat(stray).doesNotExist();
  }

  @Test
  void aFolderWithoutARowIsSeenWithoutAServiceAndLeftAlone() throws Exception {
    Path stray = Files.createDirectories(store.root().resolve("snapshots/folder/999999/content"));
    assertThat(rules(resting())).containsExactly("place");
    assertThat(stray).exists();
  }

  @Test
  void aLayerWhoseFolderIsGoneIsUnpackedAgain() {
    store.container(image, driver, "uid/app");
    Command.run(folder, "rm", "-r", layerPlace(0).toString());
    assertMended("snapshot place");
    assertThat(store.layer(image, 0, driver).resolve("base")).exists();
    assertThat(store.store.snapshots().mounts("folder", new SnapshotKey("uid/app"))).isNotEmpty();
  }

  @Test
  void aWritableLayerWhoseFolderIsGoneIsForgotten() throws Exception {
    Path place = store.container(image, driver, "uid/app").place();
    Command.run(folder, "rm", "-r", place.toString());
    assertThat(rules(resting())).containsExactly("snapshot place");
    store = RealStore.open(folder, driver);
    open = true;
    assertThat(store.store.snapshots().stat("folder", new SnapshotKey("uid/app"))).isEmpty();
  }

  @Test
  void aDamagedBlobIsFound() throws Exception {
    Path blob = blob(image.layers().get(0).blob());
    byte[] bytes = Files.readAllBytes(blob);
    bytes[5000] ^= 1;
    Files.write(blob, bytes);
    assertThat(rules(live(true))).containsExactly("blob content");
    assertThat(store.store.integrity().check(new Options(false, true))).isEmpty();
    assertThat(rules(resting())).containsExactly("blob content");
  }

  @Test
  void aMissingBlobIsFound() throws Exception {
    Files.delete(blob(image.layers().get(1).blob()));
    assertThat(rules(live(true))).containsExactly("blob of image");
    assertThat(rules(resting())).containsExactly("blob of image");
  }

  @Test
  void aBlobThatNoImageNeedsIsDeleted() throws Exception {
    byte[] bytes = "stray".getBytes(StandardCharsets.UTF_8);
    Path stray = Files.write(blob(Digest.of(bytes)), bytes);
    assertMended("blob of image");
    assertThat(stray).doesNotExist();
  }

  @Test
  void foreignFilesAreNamedAndNeverDeleted() throws Exception {
    Path one = Files.writeString(store.root().resolve("content/blobs/sha256/notes.txt"), "x");
    Path two = Files.writeString(store.root().resolve("snapshots/folder/notes"), "x");
    Path three = Files.createDirectory(store.root().resolve("snapshots/Not A Driver"));
    assertThat(live(true)).hasSize(3).noneMatch(Finding::mended);
    assertThat(one).exists();
    assertThat(two).exists();
    assertThat(three).exists();
  }

  @Test
  void foldersThatOthersMayEnterAreClosed() throws Exception {
    Path snapshots = store.root().resolve("snapshots");
    Files.setPosixFilePermissions(snapshots, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertMended("folder");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(snapshots)))
        .isEqualTo("rwx------");
  }

  @Test
  void aWrongSizeIsCorrected() throws Exception {
    Files.write(store.layer(image, 0, driver).resolve("added"), new byte[70_000]);
    assertMended("snapshot size");
  }

  @Test
  void aNameWithoutImageIsForgotten() throws Exception {
    close();
    sql("INSERT INTO image_store_names VALUES ('demo/lost:1', '" + Digest.of(new byte[3]) + "')");
    assertThat(rules(RestingCheck.run(store.root(), "b", false))).containsExactly("image name");
    store = RealStore.open(folder, driver);
    open = true;
    assertMended("image name");
  }

  @Test
  void aLostParentIsUnpackedAgain() throws Exception {
    close();
    sql("DELETE FROM image_store_snapshots WHERE name = '" + image.layers().get(0).chainId() + "'");
    assertThat(rules(RestingCheck.run(store.root(), "b", false)))
        .containsExactlyInAnyOrder("place", "snapshot parent");
    store = RealStore.open(folder, driver);
    open = true;
    assertMended("snapshot parent");
  }

  @Test
  void aLayerThatAMachineCrashMayHaveTakenIsSaidToGo() throws Exception {
    close();
    sql("UPDATE image_store_snapshots SET unsynced_boot = 'earlier' WHERE parent IS NOT NULL");
    List<Finding> found = RestingCheck.run(store.root(), "now", false);
    assertThat(rules(found)).containsExactly("snapshot durable");
    assertThat(found.get(0).action()).contains("next start");
  }

  @Test
  void whatAnEarlierProcessLeftIsNamedWithoutAService() throws Exception {
    close();
    Files.createDirectories(store.root().resolve("trash/gone-1"));
    Files.writeString(store.root().resolve("content/ingest/half"), "x");
    assertThat(rules(RestingCheck.run(store.root(), "b", false)))
        .containsExactlyInAnyOrder("trash", "ingest");
    assertThat(store.root().resolve("trash/gone-1")).exists();
    RealStore again = RealStore.open(folder, driver);
    again.close();
    assertThat(RestingCheck.run(store.root(), "b", false)).isEmpty();
  }

  @Test
  void whatIsBeingMadeIsNoFault() throws Exception {
    driver.inside =
        (method, place) -> {
          if (method.equals("prepare")) {
            assertThat(live(true)).isEmpty();
            assertThat(place).exists();
          }
        };
    store.store.snapshots().prepare("folder", new SnapshotKey("new"), Optional.empty(), Map.of());
    assertThat(live(false)).isEmpty();
  }
}
