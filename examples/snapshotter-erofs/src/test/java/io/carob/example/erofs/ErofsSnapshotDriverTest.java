package io.carob.example.erofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is EROFS's own, beyond the contract's tests. */
class ErofsSnapshotDriverTest {

  private static final int MIB = 1 << 20;

  private final ErofsSnapshotDriver driver = new ErofsSnapshotDriver();
  private final Path data;

  ErofsSnapshotDriverTest(@TempDir Path folder) throws IOException {
    data = folder.toRealPath();
  }

  @AfterEach
  void unmount() {
    Mounts.unmountAll(data, true);
  }

  @Test
  void aLayerIsOneFileThatIsSmallerThanItsContent() throws IOException {
    Path place = layer("one", new byte[4 * MIB]);
    try (var names = Files.list(place)) {
      assertThat(names.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("layer.erofs", SnapshotDriver.LAYER_MOUNT);
    }
    assertThat(driver.usage(place, List.of()).bytes()).isLessThan(MIB);
  }

  @Test
  void usageIsTheSameWhileItIsMounted() throws IOException {
    Path place = layer("one", new byte[MIB]);
    Usage before = driver.usage(place, List.of());
    show(place);
    assertThat(driver.usage(place, List.of())).isEqualTo(before);
  }

  @Test
  void aCommitThatWasCutOffIsMadeAgain() throws IOException {
    Path place = begun("one", new byte[MIB]);
    Files.writeString(place.resolve("layer.new"), "half of an image");
    driver.commit(place, List.of());
    assertThat(place.resolve("layer.new")).doesNotExist();
    Files.createDirectory(place.resolve("fs")); // what was not deleted any more
    Files.delete(place.resolve(SnapshotDriver.LAYER_MOUNT));
    driver.commit(place, List.of());
    assertThat(place.resolve("fs")).doesNotExist();
    show(place);
    assertThat(place.resolve("mnt/file")).hasSize(MIB);
  }

  @Test
  void aLayerWithANameThatCannotBePackedStaysAFolder() throws IOException {
    Path place = begun("one", new byte[MIB]);
    String longest = "n".repeat(255);
    Files.writeString(place.resolve("fs").resolve(longest), "long");
    driver.commit(place, List.of());
    driver.commit(place, List.of());
    show(place);
    assertThat(place.resolve("mnt").resolve(longest)).hasContent("long");
    assertThat(place.resolve("layer.erofs")).doesNotExist();
  }

  @Test
  void aCommittedContainerIsActiveAgainWhenItsCommitIsTakenBack() throws IOException {
    Path layer = layer("one", new byte[MIB]);
    show(layer);
    Path place = Files.createDirectory(data.resolve("active"));
    List<Path> parents = List.of(layer);
    driver.prepare(SnapshotKind.ACTIVE, place, parents);
    Files.writeString(place.resolve("fs/written"), "kept");
    driver.commit(place, parents);
    Path target = Files.createDirectory(data.resolve("target"));
    driver.mounts(SnapshotKind.ACTIVE, place, parents).forEach(m -> Mounts.mount(m, target));
    assertThat(target.resolve("written")).hasContent("kept");
    Files.writeString(target.resolve("more"), "more");
    Mounts.unmount(target, false);
    driver.commit(place, parents);
    show(place);
    assertThat(place.resolve("mnt/more")).hasContent("more");
  }

  @Test
  void aLayerThatIsNotMountedIsNoEmptyOne() throws IOException {
    Path layer = layer("one", new byte[MIB]);
    Path place = Files.createDirectory(data.resolve("active"));
    CarobException e =
        catchThrowableOfType(
            CarobException.class,
            () -> driver.prepare(SnapshotKind.ACTIVE, place, List.of(layer)));
    assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void layerMountNeedsACommittedPlace() throws IOException {
    Path place = begun("one", new byte[1]);
    CarobException e =
        catchThrowableOfType(CarobException.class, () -> driver.layerMount(place));
    assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
  }

  private Path begun(String name, byte[] content) throws IOException {
    Path place = Files.createDirectory(data.resolve(name));
    LayerTarget.Difference target = (LayerTarget.Difference) driver.beginLayer(place, List.of());
    Files.write(target.folder().resolve("file"), content);
    return place;
  }

  private Path layer(String name, byte[] content) throws IOException {
    Path place = begun(name, content);
    driver.commit(place, List.of());
    return place;
  }

  /** As the core does. */
  private void show(Path place) {
    Mount mount = driver.layerMount(place).orElseThrow();
    assertThat(mount.readOnly()).isTrue();
    Mounts.mount(mount, place.resolve(SnapshotDriver.LAYER_MOUNT));
  }
}
