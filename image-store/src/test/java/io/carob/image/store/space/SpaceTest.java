package io.carob.image.store.space;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.image.Image;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.SpaceReport;
import io.carob.api.storage.SpaceReport.ImageSpace;
import io.carob.api.storage.SpaceReport.LayerSpace;
import io.carob.api.storage.Storage;
import io.carob.image.store.RealStore;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.snapshot.FolderDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceTest {

  private static final byte[] BASE = new Tar().file("base", new byte[100_000]).build();

  @TempDir Path folder = Path.of("");

  private final FolderDriver driver = new FolderDriver("folder", true);
  private RealStore store;

  @BeforeEach
  void open() {
    driver.measured = true;
    store = RealStore.open(folder, driver);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private SpaceReport space(boolean fresh) {
    return store.store.storage().space(fresh);
  }

  private Image image(String name, String top) throws Exception {
    return store.image(name, BASE, new Tar().file(top, new byte[50_000]).build());
  }

  private static ImageSpace of(SpaceReport report, Image image) {
    return report.images().stream()
        .filter(one -> one.id().equals(image.id()))
        .findFirst()
        .orElseThrow();
  }

  private long du(String below) {
    String out =
        Command.run(
            store.root(), "sh", "-c", "du -cs --block-size=1 " + below + " | tail -1 | cut -f1");
    return Long.parseLong(out.strip());
  }

  private static long blobs(SpaceReport report) {
    return report.blobs().stream().mapToLong(SpaceReport.BlobSpace::bytes).sum();
  }

  private static long snapshots(SpaceReport report) {
    return report.layers().stream().mapToLong(one -> one.usage().bytes()).sum()
        + report.snapshots().stream().mapToLong(one -> one.usage().orElseThrow().bytes()).sum();
  }

  @Test
  void whatIsReportedIsWhatDuFinds() throws Exception {
    Image one = image("demo/one:1", "one");
    Image two = image("demo/two:1", "two");
    store.unpack(two, driver);
    Path place = store.container(one, driver, "uid/app").place();
    Files.write(place.resolve("content/written"), new byte[200_000]);
    store.awaitSynced();
    SpaceReport report = space(true);
    assertThat(blobs(report)).isEqualTo(du("content/blobs/sha256/*"));
    assertThat(store.store.images().contentBytes()).isEqualTo(blobs(report));
    assertThat(snapshots(report)).isEqualTo(du("snapshots/folder/*"));

    store.store.images().remove("demo/two:1");
    store.store.snapshots().remove("folder", new SnapshotKey("uid/app"));
    SpaceReport after = space(true);
    assertThat(blobs(after)).isEqualTo(du("content/blobs/sha256/*")).isLessThan(blobs(report));
    assertThat(snapshots(after)).isEqualTo(du("snapshots/folder/*"));
  }

  @Test
  void figuresAreTheSameAfterAStart() throws Exception {
    store.unpack(image("demo/one:1", "one"), driver);
    store.awaitSynced();
    SpaceReport before = space(true);
    store.close();
    store = RealStore.open(folder, driver);
    SpaceReport after = space(true);
    assertThat(after.layers()).isEqualTo(before.layers());
    assertThat(after.blobs()).containsExactlyInAnyOrderElementsOf(before.blobs());
  }

  @Test
  void sharedPartsCountForBothAndUniqueOnesForOne() throws Exception {
    Image one = image("demo/one:1", "one");
    Image two = image("demo/two:1", "two");
    store.unpack(one, driver);
    store.unpack(two, driver);
    SpaceReport report = space(false);
    long all = blobs(report) + snapshots(report);
    ImageSpace first = of(report, one);
    ImageSpace second = of(report, two);
    assertThat(first.shared()).isEqualTo(second.shared()).isGreaterThan(200_000);
    assertThat(first.unique() + second.unique() + first.shared()).isEqualTo(all);
    assertThat(first.reclaimable()).isEqualTo(first.unique());
    assertThat(report.layers()).extracting(LayerSpace::images).containsExactlyInAnyOrder(2, 1, 1);
  }

  @Test
  void nothingOfAnImageInUseOrPinnedIsReclaimable() throws Exception {
    Image one = image("demo/one:1", "one");
    Image two = image("demo/two:1", "two");
    store.unpack(two, driver);
    store.container(one, driver, "uid/app");
    SpaceReport report = space(false);
    assertThat(of(report, one).containers()).isEqualTo(1);
    assertThat(of(report, one).reclaimable()).isZero();
    assertThat(of(report, two).containers()).isZero();
    assertThat(of(report, two).reclaimable()).isPositive();
    assertThat(report.layers()).filteredOn(one1 -> one1.reclaimable() > 0).hasSize(1);

    store.store.storage().label("demo/two:1", Map.of(Storage.PIN_LABEL, "keep"), Set.of());
    SpaceReport pinned = space(false);
    assertThat(of(pinned, two).pinned()).isTrue();
    assertThat(of(pinned, two).reclaimable()).isZero();
    assertThat(pinned.layers()).allMatch(layer -> layer.reclaimable() == 0);
    assertThat(pinned.blobs()).allMatch(blob -> blob.reclaimable() == 0);
  }

  @Test
  void layersAreNotMeasuredForAnAnswerAndWritableOnesOnlyOnce() throws Exception {
    Image one = image("demo/one:1", "one");
    store.container(one, driver, "uid/app");
    store.awaitSynced();
    space(false);
    driver.calls.clear();
    for (int i = 0; i < 10; i++) {
      assertThat(space(false).snapshots().get(0).usage()).isPresent();
    }
    assertThat(driver.calls).isEmpty();
    space(true);
    assertThat(driver.calls).hasSize(1);
  }

  @Test
  void aWritableLayerWhoseDriverIsAwayHasNoFigure() throws Exception {
    Image one = image("demo/one:1", "one");
    store.container(one, driver, "uid/app");
    store.store.removeDriver(driver);
    SpaceReport report = space(true);
    assertThat(report.snapshots().get(0).usage()).isEmpty();
    assertThat(report.layers()).hasSize(2).allMatch(layer -> layer.usage().bytes() > 0);
  }
}
