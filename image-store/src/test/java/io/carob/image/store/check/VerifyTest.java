package io.carob.image.store.check;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.Finding;
import io.carob.api.storage.VerifyReport;
import io.carob.image.store.RealStore;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.snapshot.FolderDriver;
import io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files are damaged, then verified and mended. */
class VerifyTest {

  private static final byte[] BASE =
      new Tar()
          .dir("etc/")
          .mode(0640)
          .owner(3, 4)
          .file("etc/shadow", "secret")
          .mode(0644)
          .owner(0, 0)
          .file("etc/hosts", "localhost")
          .link("etc/hosts2", "etc/hosts")
          .symlink("etc/link", "hosts")
          .pax("SCHILY.xattr.user.note", "kept")
          .file("etc/noted", "n")
          .device("etc/null", '3', 1, 3)
          .build();
  private static final byte[] TOP = new Tar().file("app", "version 1").build();

  @TempDir Path folder = Path.of("");

  private final FolderDriver differences = new FolderDriver("difference", true);
  private final FolderDriver trees = new FolderDriver("tree", false);
  private RealStore store;
  private Image image;

  @BeforeEach
  void open() throws Exception {
    store = RealStore.open(folder, differences, trees);
    image = store.image("demo/app:1", BASE, TOP);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private FolderDriver driver(String name) {
    return name.equals("tree") ? trees : differences;
  }

  private VerifyReport verify(boolean repair) {
    return store.store.storage().verify(Optional.of("demo/app:1"), repair, ImportProgress.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"difference", "tree"})
  void anUndamagedImageIsSoundAndNothingIsLeft(String name) throws Exception {
    store.unpack(image, driver(name));
    VerifyReport report = verify(true);
    assertThat(report.findings()).isEmpty();
    assertThat(report.sound()).isTrue();
    assertThat(report.blobs()).isEqualTo(4);
    assertThat(report.layers()).isEqualTo(2);
    assertThat(store.places()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "difference | printf 'LOCALHOST' > etc/hosts | other content",
        "difference | printf 'x' >> etc/hosts | bytes instead of",
        "difference | rm etc/shadow | is missing",
        "difference | touch etc/new | not of the layer",
        "difference | chmod 0600 etc/hosts | has mode 600 instead of 644",
        "difference | chmod u+s etc/hosts | has mode 4644",
        "difference | chown 9:9 etc/shadow | belongs to 9:9 instead of 3:4",
        "difference | setfattr -n user.note -v changed etc/noted | another value of user.note",
        "difference | setfattr -x user.note etc/noted | another value of user.note",
        "difference | setfattr -n user.more -v x etc | another value of user.more",
        "difference | cp -p etc/hosts x; rm etc/hosts; mv x etc/hosts; touch -r etc/link etc | not"
            + " a hard link",
        "difference | rm etc/link; ln -s shadow etc/link | leads elsewhere",
        "difference | rm etc/null; mknod etc/null c 1 5 | another device",
        "difference | rm etc/null; mkdir etc/null | is DIRECTORY instead of",
        "difference | touch -d 2001-01-01 etc/hosts | was changed at",
        "tree | printf 'LOCALHOST' > etc/hosts | other content",
        "tree | rm etc/shadow | is missing",
      })
  void damageIsFoundAndMended(String name, String damage, String found) throws Exception {
    FolderDriver driver = driver(name);
    store.unpack(image, driver);
    Path layer = store.layer(image, 0, driver);
    Command.run(layer, "sh", "-c", damage);

    VerifyReport seen = verify(false);
    assertThat(seen.sound()).isFalse();
    assertThat(seen.findings()).isNotEmpty();
    assertThat(seen.findings().get(0).found()).contains(found);
    assertThat(store.layer(image, 0, driver)).isEqualTo(layer);

    VerifyReport mended = verify(true);
    assertThat(mended.sound()).isTrue();
    assertThat(mended.findings()).isNotEmpty().allMatch(Finding::mended);
    assertThat(store.layer(image, 0, driver)).isNotEqualTo(layer);
    assertThat(verify(false).findings()).isEmpty();
    assertThat(layer).doesNotExist();
    assertThat(store.places()).isEqualTo(2);
  }

  @Test
  void labelsThatAreSetWhileALayerIsMendedStay() throws Exception {
    store.unpack(image, differences);
    SnapshotKey layer = SnapshotKey.of(image.layers().get(0).chainId());
    Files.delete(store.layer(image, 0, differences).resolve("etc/shadow"));
    store.close();
    Faults faults =
        point -> {
          if (point.equals("repair.compared")) {
            store.store.snapshots().update("difference", layer, Map.of("set", "meanwhile"));
          }
        };
    store = RealStore.open(folder, faults, Clock.systemUTC(), differences, trees);
    assertThat(verify(true).sound()).isTrue();
    assertThat(store.layer(image, 0, differences).resolve("etc/shadow")).exists();
    assertThat(store.store.snapshots().stat("difference", layer).orElseThrow().labels())
        .containsEntry("set", "meanwhile");
  }

  @Test
  void aBlobThatCannotBeReadIsLeftAsItIs() throws Exception {
    store.close();
    Faults faults =
        new Faults() {
          @Override
          public void at(String point) {}

          @Override
          public void call(String point) throws IOException {
            if (point.equals("blob.read")) {
              throw new IOException("Input/output error");
            }
          }
        };
    store = RealStore.open(folder, faults, Clock.systemUTC(), differences, trees);
    VerifyReport report = verify(true);
    assertThat(report.sound()).isFalse();
    assertThat(report.findings()).hasSize(4).allMatch(one -> one.rule().equals("blob content"));
    assertThat(report.findings()).noneMatch(Finding::mended);
    assertThat(report.findings().get(0).action()).contains("left as it is", "dmesg");
    store.close();
    store = RealStore.open(folder, differences, trees);
    assertThat(verify(false).sound()).isTrue(); // not one of them was deleted
  }

  @Test
  void aMendedTreeIsInTheLayersAboveToo() throws Exception {
    store.unpack(image, trees);
    Files.writeString(store.layer(image, 0, trees).resolve("etc/hosts"), "LOCALHOST");
    Files.writeString(store.layer(image, 1, trees).resolve("etc/hosts"), "LOCALHOST");
    assertThat(verify(true).sound()).isTrue();
    assertThat(store.layer(image, 1, trees).resolve("etc/hosts")).hasContent("localhost");
    assertThat(verify(false).findings()).isEmpty();
  }

  /** The upper layer has a whiteout, and one file with the lower one. */
  @Test
  void nativeCopysLayersAreFoundSoundAndMended() throws Exception {
    NativeCopySnapshotDriver copies = new NativeCopySnapshotDriver();
    store.store.addDriver(copies, "1");
    byte[] top = new Tar().link("hosts3", "etc/hosts").file("etc/.wh.link", "").build();
    image = store.image("demo/app:1", BASE, top);
    store.unpack(image, copies);
    assertThat(verify(true).findings()).isEmpty();

    Path layer = store.layer(image, 1, copies).resolveSibling("diff");
    assertThat(layer.resolve("etc/.wh.link")).exists();
    Files.writeString(layer.resolve("hosts3"), "LOCALHOST");
    Files.delete(layer.resolve("etc/.wh.link"));
    assertThat(verify(false).sound()).isFalse();
    VerifyReport mended = verify(true);
    assertThat(mended.sound()).isTrue();
    assertThat(mended.findings()).hasSize(2).allMatch(Finding::mended);
    assertThat(verify(false).findings()).isEmpty();
    Path now = store.layer(image, 1, copies).resolveSibling("diff");
    assertThat(now.resolve("hosts3")).hasContent("localhost");
    assertThat(now.resolve("etc/.wh.link")).exists();
  }

  /** An earlier release kept whole trees, in a folder of another name. */
  @Test
  void aLayerOfAnotherFormIsFoundAndUnpackedAgain() throws Exception {
    NativeCopySnapshotDriver copies = new NativeCopySnapshotDriver();
    store.store.addDriver(copies, "1");
    store.unpack(image, copies);
    Path tree = store.layer(image, 0, copies);
    Files.move(tree.resolveSibling("diff"), tree.resolveSibling("fs"));
    assertThat(verify(false).findings())
        .singleElement()
        .satisfies(one -> assertThat(one.toString()).contains("an earlier release"));
    assertThat(verify(true).findings()).hasSize(1).allMatch(Finding::mended);
    assertThat(verify(false).findings()).isEmpty();
  }

  @Test
  void aLayerOfALaterFormIsNotGivenToAnEarlierVersion() throws Exception {
    differences.format = 2;
    store.unpack(image, differences);
    FolderDriver earlier = new FolderDriver("difference", true);
    store.store.removeDriver(differences);
    store.store.addDriver(earlier, "0");
    VerifyReport report = verify(true);
    assertThat(report.findings())
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.found()).contains("cannot read it"));
    assertThat(earlier.asked).isEmpty();
  }

  @Test
  void aLayerBelowAContainerIsLeftAndTheWayOutIsSaid() throws Exception {
    store.container(image, differences, "uid/app");
    Path layer = store.layer(image, 0, differences);
    Files.writeString(layer.resolve("etc/hosts"), "LOCALHOST");
    VerifyReport report = verify(true);
    assertThat(report.sound()).isFalse();
    assertThat(report.findings().get(0).action())
        .contains("in use by", "uid/app", "delete the pods");
    assertThat(layer.resolve("etc/hosts")).hasContent("LOCALHOST");

    store.store.snapshots().remove("difference", new SnapshotKey("uid/app"));
    assertThat(verify(true).sound()).isTrue();
    assertThat(store.layer(image, 0, differences).resolve("etc/hosts")).hasContent("localhost");
  }

  @Test
  void aDamagedBlobIsFoundAndTheNextImportBringsItAnew() throws Exception {
    store.unpack(image, differences);
    Path blob =
        store.root().resolve("content/blobs/sha256").resolve(image.layers().get(1).blob().hex());
    byte[] bytes = Files.readAllBytes(blob);
    bytes[600] ^= 1;
    Files.write(blob, bytes);

    VerifyReport seen = verify(false);
    assertThat(seen.findings()).extracting(Finding::rule).containsExactly("blob content");
    assertThat(seen.skipped()).isEqualTo(1);
    assertThat(blob).exists();

    assertThat(verify(true).sound()).isFalse();
    assertThat(blob).doesNotExist();
    store.image("demo/app:1", BASE, TOP);
    assertThat(verify(false).findings()).isEmpty();
  }

  @Test
  void aDriverThatIsAwayIsAFinding() {
    store.unpack(image, differences);
    store.store.removeDriver(differences);
    VerifyReport report = verify(true);
    assertThat(report.sound()).isFalse();
    assertThat(report.findings()).hasSize(2).allMatch(one -> one.action().contains("install"));
  }

  @Test
  void allImagesAreVerifiedWithoutAName() throws Exception {
    store.image("demo/other:1", new Tar().file("x", "y").build());
    VerifyReport report =
        store.store.storage().verify(Optional.empty(), false, ImportProgress.NONE);
    assertThat(report.blobs()).isEqualTo(7);
    assertFails(
        ErrorCode.NOT_FOUND,
        () -> store.store.storage().verify(Optional.of("none:1"), false, ImportProgress.NONE));
  }
}
