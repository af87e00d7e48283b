package io.carob.image.store;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.driver.DriverTable;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.kit.Layout;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.registry.RegistrySettings;
import io.carob.image.store.snapshot.FolderDriver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive that is unpacked while its blobs are taken in. */
class ImportUnpackingTest {

  private static final ImageReference NAME = ImageReference.parse("demo/web:1");

  @TempDir Path folder = Path.of("");

  private final SlowSync slow = new SlowSync();
  private ImageStore store;

  @BeforeEach
  void open() {
    store =
        ImageStore.open(
            folder.resolve("root"),
            new DriverTable<>("snapshotter", Duration.ZERO, Duration.ofMinutes(1)),
            RegistrySettings.defaults(),
            new Surroundings(new LinuxHost(), slow, Clock.systemUTC()));
    store.addDriver(new FolderDriver("differences", true), "1");
    store.addDriver(new FolderDriver("trees", false), "1");
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** Blobs of layers come to the disk only when a layer has been filled. */
  private static final class SlowSync implements Faults {

    private final CountDownLatch filled = new CountDownLatch(1);
    private volatile int quick = Integer.MAX_VALUE;
    private final AtomicInteger synced = new AtomicInteger();

    /** So many blobs come at once. */
    void after(int count) {
      quick = count;
    }

    @Override
    public void at(String point) {
      if (point.equals("layer.filled")) {
        filled.countDown();
      } else if (point.equals("blob.fsync") && synced.incrementAndGet() > quick) {
        await();
      }
    }

    private void await() {
      try {
        assertThat(filled.await(60, TimeUnit.SECONDS)).as("a layer is filled by now").isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static byte[] layer(String file) {
    return new Tar().file(file, new byte[100_000]).build();
  }

  private Path layout(byte[]... layers) {
    Layout layout = new Layout();
    layout.index(layout.image(hostArchitecture(), "", layers));
    return layout.writeFolder(made("layout"));
  }

  private static String hostArchitecture() {
    return Platform.host().architecture();
  }

  private Path made(String name) {
    try {
      return Files.createDirectories(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An archive of two layers, as {@code docker save} writes it. */
  private Path dockerArchive(String config, byte[] lower, byte[] upper) throws IOException {
    Layout archive =
        new Layout()
            .remove("oci-layout")
            .put("config.json", config)
            .put("0/layer.tar", lower)
            .put("1/layer.tar", upper)
            .put(
                "manifest.json",
                "[{\"Config\":\"config.json\",\"RepoTags\":[],"
                    + "\"Layers\":[\"0/layer.tar\",\"1/layer.tar\"]}]");
    return Files.write(folder.resolve("docker.tar"), archive.tar());
  }

  private Image imported(Path source, String driver) {
    return store
        .images()
        .importArchive(source, Optional.of(NAME), Optional.of(driver), ImportProgress.NONE)
        .get(0);
  }

  private void assertUnpacked(Image image, String driver) {
    for (LayerInfo layer : image.layers()) {
      assertThat(store.snapshots().stat(driver, SnapshotKey.of(layer.chainId()))).isPresent();
    }
    assertThat(image.layers()).hasSize(2);
    assertThat(store.images().list()).hasSize(1);
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(store.images().list()).isEmpty();
    assertThat(store.snapshots().list(Optional.empty())).isEmpty();
    try (Stream<Path> blobs = Files.list(folder.resolve("root/content/blobs/sha256"))) {
      assertThat(blobs).isEmpty();
    }
    try (Stream<Path> ingests = Files.list(folder.resolve("root/content/ingest"))) {
      assertThat(ingests).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"differences", "trees"})
  void layersOfALayoutAreUnpackedBeforeTheirBlobsAreOnTheDisk(String driver) throws IOException {
    slow.after(2); // the manifest and the configuration
    assertUnpacked(imported(layout(layer("a"), layer("b")), driver), driver);
  }

  @Test
  void plainLayersOfADockerArchiveToo() throws IOException {
    slow.after(0);
    byte[] lower = layer("a");
    byte[] upper = layer("b");
    String config = Layout.config(hostArchitecture(), lower, upper);
    Image image = imported(dockerArchive(config, lower, upper), "differences");
    assertUnpacked(image, "differences");
  }

  @Test
  void packedLayersOfADockerArchiveAreUnpackedAfterwards() throws IOException {
    byte[] lower = layer("a");
    byte[] upper = layer("b");
    String config = Layout.config(hostArchitecture(), lower, upper);
    Image image = imported(dockerArchive(config, gzip(lower), gzip(upper)), "differences");
    assertUnpacked(image, "differences");
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  @Test
  void theSecondImportFindsAllThereAndUnpacksWithAnotherDriver() throws IOException {
    Path source = layout(layer("a"), layer("b"));
    imported(source, "differences");
    assertUnpacked(imported(source, "trees"), "trees");
  }

  @ParameterizedTest
  @ValueSource(strings = {"differences", "trees"})
  void ofAnImageWithALayerThatLeavesItsRootNothingStays(String driver) throws IOException {
    byte[] hostile = new Tar().file("../../escape", new byte[10]).build();
    Path source = layout(layer("a"), hostile);
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> imported(source, driver));
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"differences", "trees"})
  void ofAnImageWithADamagedBlobNothingStays(String driver) throws IOException {
    byte[] bad = layer("b");
    Path source = layout(layer("a"), bad);
    Path blob = source.resolve(Layout.path(Digest.of(bad)));
    byte[] bytes = Files.readAllBytes(blob);
    Arrays.fill(bytes, 2000, 2010, (byte) 7);
    Files.write(blob, bytes);
    assertFails(ErrorCode.DATA_LOSS, () -> imported(source, driver));
    assertNothingIsLeft();
  }

  @Test
  void ofAnImageWithAWrongDiffIdNothingStays() throws IOException {
    byte[] real = layer("b");
    Layout layout = new Layout();
    String config =
        layout.described(
            Layout.OCI_CONFIG, Layout.config(hostArchitecture(), layer("claimed")), "");
    String manifest =
        Layout.manifest(
            config,
            List.of(Layout.descriptor(Layout.OCI_LAYER, layout.blob(real), real.length, "")));
    layout.index(layout.described(Layout.OCI_MANIFEST, manifest, ""));
    Path source = layout.writeFolder(made("layout"));
    assertFails(ErrorCode.DATA_LOSS, () -> imported(source, "differences"));
    assertNothingIsLeft();
  }

  @Test
  void nothingIsImportedForADriverThatNobodyHas() throws IOException {
    Path source = layout(layer("a"), layer("b"));
    String text = assertFails(ErrorCode.UNAVAILABLE, () -> imported(source, "zfs")).getMessage();
    assertThat(text).contains("zfs");
    assertNothingIsLeft();
  }
}
