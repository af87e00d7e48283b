package io.carob.snapshotter.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.RootDirectory;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlaySnapshotDriverTest {

  private final OverlaySnapshotDriver driver = new OverlaySnapshotDriver();

  @Test
  void isFoundByServiceLoader() {
    assertThat(ServiceLoader.load(SnapshotDriver.class))
        .hasOnlyElementsOfType(OverlaySnapshotDriver.class)
        .hasSize(1);
  }

  @Test
  void stacksManyLayers(@TempDir Path data) throws IOException {
    List<Path> parents = new ArrayList<>();
    for (int n = 0; n < 120; n++) {
      Path place = Files.createDirectory(data.resolve("layer-with-a-rather-long-name-" + n));
      driver.beginLayer(place, List.copyOf(parents));
      Files.writeString(OverlayPlan.fs(place).resolve("layer-" + n), "" + n);
      Files.writeString(OverlayPlan.fs(place).resolve("top"), "" + n);
      driver.commit(place, List.copyOf(parents));
      parents.add(0, place);
    }
    for (SnapshotKind kind : List.of(SnapshotKind.ACTIVE, SnapshotKind.VIEW)) {
      Path place = Files.createDirectory(data.resolve(kind.name()));
      driver.prepare(kind, place, parents);
      shown(
          data,
          driver.mounts(kind, place, parents),
          root -> {
            assertThat(root.resolve("top")).hasContent("119");
            assertThat(root.toFile().list()).hasSize(121);
            if (kind == SnapshotKind.ACTIVE) {
              Files.writeString(root.resolve("layer-0"), "changed");
              Files.delete(root.resolve("layer-119"));
            }
          });
    }
    Path difference = OverlayPlan.fs(data.resolve("ACTIVE"));
    assertThat(difference.toFile().list()).containsExactlyInAnyOrder("layer-0", "layer-119");
    assertThat(difference.resolve("layer-0")).hasContent("changed");
    assertThat(OverlayPlan.fs(parents.get(119)).resolve("layer-0")).hasContent("0");
  }

  @Test
  void layersBelowAnOpaqueRootFolderAreNotStacked(@TempDir Path data) throws IOException {
    List<Path> parents = new ArrayList<>();
    for (String name : List.of("hidden", "opaque", "top")) {
      Path place = Files.createDirectory(data.resolve(name));
      driver.beginLayer(place, List.copyOf(parents));
      if (name.equals("opaque")) {
        try (RootDirectory root = RootDirectory.open(OverlayPlan.fs(place))) {
          root.setXattr("", "trusted.overlay.opaque", new byte[] {'y'});
        }
      }
      driver.commit(place, List.copyOf(parents));
      parents.add(0, place);
    }
    Path place = Files.createDirectory(data.resolve("active"));
    driver.prepare(SnapshotKind.ACTIVE, place, parents);
    assertThat(driver.mounts(SnapshotKind.ACTIVE, place, parents).get(0).options())
        .contains("lowerdir=" + data + "/top/fs:" + data + "/opaque/fs");
  }

  @Test
  void prepareFinishesWhatWasInterrupted(@TempDir Path data) throws IOException {
    Path place = Files.createDirectories(data.resolve("place"));
    Files.createDirectories(place.resolve("fs.new/half"));
    Files.createDirectories(OverlayPlan.work(place));
    driver.prepare(SnapshotKind.ACTIVE, place, List.of());
    assertThat(OverlayPlan.fs(place)).isEmptyDirectory();
    assertThat(place.resolve("fs.new")).doesNotExist();
  }

  @Test
  void prepareAfterACommitThatWasCutShortKeepsWhatWasWritten(@TempDir Path data)
      throws IOException {
    Path layer = Files.createDirectory(data.resolve("layer"));
    driver.beginLayer(layer, List.of());
    Path place = Files.createDirectory(data.resolve("place"));
    driver.prepare(SnapshotKind.ACTIVE, place, List.of(layer));
    Files.writeString(OverlayPlan.fs(place).resolve("written"), "x");
    driver.commit(place, List.of(layer));
    driver.prepare(SnapshotKind.ACTIVE, place, List.of(layer));
    assertThat(OverlayPlan.fs(place).resolve("written")).hasContent("x");
    assertThat(place.toFile().list()).containsExactlyInAnyOrder("fs", "work");
  }

  @Test
  void aLayerBegunInAPlaceOfHalfASnapshotHoldsNothingOfIt(@TempDir Path data) throws IOException {
    Path place = Files.createDirectories(data.resolve("place"));
    Files.createDirectories(place.resolve("fs.new/half"));
    Files.createDirectories(place.resolve("work/work"));
    driver.beginLayer(place, List.of());
    assertThat(place.toFile().list()).containsExactly("fs");
  }

  @Test
  void commitLeavesTheDifferenceAlone(@TempDir Path data) throws IOException {
    Path layer = Files.createDirectory(data.resolve("layer"));
    driver.beginLayer(layer, List.of());
    driver.commit(layer, List.of());
    Path place = Files.createDirectory(data.resolve("active"));
    driver.prepare(SnapshotKind.ACTIVE, place, List.of(layer));
    shown(
        data,
        driver.mounts(SnapshotKind.ACTIVE, place, List.of(layer)),
        root -> Files.writeString(root.resolve("written"), "x"));
    driver.commit(place, List.of(layer));
    assertThat(place).isDirectoryContaining("glob:**/fs");
    assertThat(place.toFile().list()).containsExactly("fs");
    assertThat(OverlayPlan.fs(place).resolve("written")).hasContent("x");
  }

  @Test
  void missingParentIsAnInternalFailureThatNamesIt(@TempDir Path data) throws IOException {
    Path place = Files.createDirectory(data.resolve("place"));
    Path absent = data.resolve("absent");
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> driver.prepare(SnapshotKind.ACTIVE, place, List.of(absent)))
        .withMessageContaining("absent")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
  }

  @Test
  void probeRefusesAPathThatCannotBeMounted(@TempDir Path data) throws IOException {
    Path odd = Files.createDirectory(data.resolve("a:b"));
    assertThatExceptionOfType(CarobException.class)
        .isThrownBy(() -> driver.probe(odd))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }

  @Test
  void probeRefusesAFileSystemThatCannotHoldUpperFolders(@TempDir Path data) throws IOException {
    Path layer = Files.createDirectory(data.resolve("layer"));
    driver.beginLayer(layer, List.of());
    Path inner = Files.createDirectory(data.resolve("inner"));
    driver.prepare(SnapshotKind.ACTIVE, inner, List.of(layer));
    shown(
        data,
        driver.mounts(SnapshotKind.ACTIVE, inner, List.of(layer)),
        root -> {
          Path scratch = Files.createDirectory(root.resolve("scratch"));
          assertThatExceptionOfType(CarobException.class)
              .isThrownBy(() -> driver.probe(scratch))
              .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
        });
  }

  @Test
  void probeDoesNotTakeAFullDiskForAMissingFeature(@TempDir Path data) throws IOException {
    shown(
        data,
        List.of(new Mount("tmpfs", "tmpfs", List.of("nr_inodes=5"))),
        root -> {
          Path scratch = Files.createDirectory(root.resolve("scratch"));
          assertThatExceptionOfType(CarobException.class)
              .isThrownBy(() -> driver.probe(scratch))
              .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED));
        });
  }

  private static void shown(Path data, List<Mount> mounts, Work work) throws IOException {
    Path target = Files.createTempDirectory(data, "target");
    try {
      mounts.forEach(mount -> Mounts.mount(mount, target));
      work.on(target);
    } finally {
      Mounts.unmountAll(target, false);
    }
    try (RootDirectory folder = RootDirectory.open(data)) {
      folder.rmdir(target.getFileName().toString());
    }
  }

  @FunctionalInterface
  private interface Work {
    void on(Path root) throws IOException;
  }
}
