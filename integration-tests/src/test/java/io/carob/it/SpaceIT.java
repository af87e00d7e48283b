package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, garbage and damage, with the real drivers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpaceIT {

  private CarobService carob;

  @BeforeAll
  void start() {
    carob = CarobService.start();
    carob.importDemoImages();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  /** The next test finds a service without pods. */
  @AfterEach
  void clear() {
    carob.deletePods();
  }

  private void pod(String driver, String script) {
    carob
        .apply(
            "{apiVersion: v1, kind: Pod, metadata: {name: writer, annotations:"
                + " {carob.io/snapshotter: "
                + driver
                + "}}, spec: {restartPolicy: Never, terminationGracePeriodSeconds: 1, containers:"
                + " [{name: main, image: demo/busybox:1.0, command: [sh, -c, '"
                + script
                + "']}]}}")
        .ok();
  }

  private JsonNode df() {
    return carob.carob("df", "--fresh", "-o", "json").json();
  }

  private static long sum(JsonNode things) {
    return sum(things, "");
  }

  private static long sum(JsonNode things, String driver) {
    long sum = 0;
    for (JsonNode one : things) {
      if (driver.isEmpty() || one.path("driver").asText().equals(driver)) {
        sum += one.path("bytes").asLong();
      }
    }
    return sum;
  }

  /** Bytes on disk of what lies in a folder, each inode once, without the folder itself. */
  private static long du(Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "find . -mindepth 1 -printf '%D:%i %b\\n"
                    + "' | sort -u | awk '{s+=$2} END {printf \"%d\", s*512}'")
            .directory(folder.toFile())
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return Long.parseLong(out.strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"overlay", "native-copy"})
  void dfIsWhatDuFinds(String driver) throws Exception {
    pod(driver, "dd if=/dev/zero of=/big bs=1024 count=3000; sync; sleep 1000");
    carob.await(
        "the pod has written",
        () -> {
          JsonNode containers = df().path("containers");
          return containers.size() == 1 && containers.path(0).path("bytes").asLong() >= 3_072_000;
        });
    new ProcessBuilder("sync", "-f", carob.root().toString()).start().waitFor();
    carob.await(
        "layers are measured on the disk",
        () -> {
          try {
            JsonNode df = df();
            return sum(df.path("layers"), driver) + sum(df.path("containers"), driver)
                == du(carob.root().resolve("snapshots").resolve(driver));
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    JsonNode df = df();
    assertThat(sum(df.path("blobs"))).isEqualTo(du(carob.root().resolve("content/blobs/sha256")));
    assertThat(df.path("containers").path(0).path("pod").asText()).isEqualTo("writer");
    assertThat(df.path("containers").path(0).path("driver").asText()).isEqualTo(driver);
    assertThat(df.path("bytes").asLong())
        .isEqualTo(
            sum(df.path("layers"))
                + sum(df.path("containers"))
                + sum(df.path("blobs"))
                + sum(df.path("volumes")));
    assertThat(carob.carob("fsck").ok().out()).isEqualTo("no faults\n");
  }

  @Test
  void damageBelowARunningContainerIsNamedAndMendedWhenItIsGone() throws Exception {
    pod("overlay", "sleep 1000");
    carob.await("the pod runs", () -> carob.carob("get", "pods").out().contains("Running"));
    Path file = busyboxOfTheLayer();
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[bad.length - 1] ^= 1;
    Path copy = Files.write(file.resolveSibling("damaged"), bad);
    Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
    Files.move(copy, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    CarobService.Result found = carob.carob("image", "verify", "demo/busybox:1.0");
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out()).contains(file.getFileName().toString());
    CarobService.Result refused = carob.carob("image", "verify", "--repair");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).contains("in use by");
    assertThat(carob.carob("get", "pods").out()).contains("Running");

    carob.carob("delete", "pod", "writer").ok();
    assertThat(carob.carob("image", "verify", "--repair").ok().out()).contains("mended: unpacked");
    assertThat(carob.carob("image", "verify").ok().out()).contains("no faults");
    assertThat(Files.readAllBytes(busyboxOfTheLayer())).isEqualTo(good);
    pod("overlay", "sleep 1000");
    carob.await("it runs again", () -> carob.carob("get", "pods").out().contains("Running"));
  }

  /** The largest file of all unpacked layers. */
  private Path busyboxOfTheLayer() throws IOException {
    try (Stream<Path> all = Files.walk(carob.root().resolve("snapshots/overlay"))) {
      return all.filter(Files::isRegularFile)
          .filter(path -> !Files.isSymbolicLink(path))
          .filter(path -> path.getFileName().toString().contains("busybox"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void garbageGoesByThePolicyThatStandsInTheConfiguration() throws Exception {
    try (CarobService fresh = CarobService.start()) {
      fresh.importDemoImages();
      assertThat(fresh.carob("gc").ok().out()).contains("Freed 0B");
      List<String> images = fresh.carob("image", "ls", "-o", "name").ok().out().lines().toList();
      fresh.carob("image", "label", "demo/busybox:1.0", "carob.io/pin=base").ok();
      Files.writeString(
          fresh.conf().resolve("io.carob.image.store.cfg"),
          "gc.min.age.minutes = 0\ngc.high.watermark = 1B\ngc.low.watermark = 0B\n");
      fresh.await(
          "the policy holds",
          () -> fresh.carob("gc", "--dry-run").ok().out().contains("store over 1 bytes"));
      assertThat(fresh.carob("image", "ls", "-o", "name").ok().out().lines().toList())
          .isEqualTo(images);
      assertThat(fresh.carob("gc").ok().out()).contains("pinned: carob.io/pin=base");
      assertThat(fresh.carob("image", "ls", "-o", "name").ok().out().strip())
          .isEqualTo("demo/busybox:1.0");
    }
  }

  @Test
  void fsckLooksAtTheFolderWhenThereIsNoService() throws Exception {
    pod("overlay", "sleep 1000");
    carob.await("the pod runs", () -> carob.carob("get", "pods").out().contains("Running"));
    carob.kill();
    assertThat(carob.carob("fsck", "--root", carob.root().toString()).ok().out())
        .endsWith("no faults\n");
    Path stray = carob.root().resolve("snapshots/overlay/999999");
    Files.createDirectories(stray);
    CarobService.Result found = carob.carob("fsck", "--root", carob.root().toString());
    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out()).contains(stray.toString());
    assertThat(stray).exists();
    carob.serve();
    assertThat(carob.carob("fsck").ok().out()).isEqualTo("no faults\n");
    assertThat(stray).doesNotExist();
  }
}
