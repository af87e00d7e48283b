package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container fills the disk of the root, a small file system of its own, to the last byte. */
class FullDiskIT {

  private static final String FULL = "is full; free some space and try again";

  private Path disk;
  private CarobService carob;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    disk = Files.createDirectory(folder.resolve("disk"));
    Path image = folder.resolve("disk.img");
    host("truncate", "-s", "64M", image.toString());
    host("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
    host("mount", "-o", "loop", image.toString(), disk.toString());
    carob = CarobService.createOn(Files.createDirectory(disk.resolve("root")));
    carob.serve();
    carob.importDemoImages();
    carob.apply(Manifests.shell("filler", "Always", "exec sleep 100000")).ok();
    carob.apply(Manifests.shell("other", "Always", "exec sleep 100000")).ok();
    carob.awaitReady("filler");
    carob.awaitReady("other");
  }

  @AfterEach
  void stop() {
    try {
      carob.close();
    } finally {
      host("umount", disk.toString());
    }
  }

  @Test
  void whatTakesSpaceCanBeDeletedAndEverythingGoesOn() {
    assertThat(diskCondition().path("status").asText()).isEqualTo("False");
    fill();
    assertThat(diskCondition().path("status").asText()).isEqualTo("True");
    assertThat(diskCondition().path("reason").asText()).isEqualTo("DiskFull");
    assertThat(carob.carob("status").ok().out()).contains("full").contains("carob delete");

    CarobService.Result refused =
        carob.apply(Manifests.shell("more", "Always", "exec sleep 100000"));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains(FULL);
    carob.carob("image", "rm", "demo/web:1.0").ok();
    fill();
    carob.carob("delete", "pod", "filler", "--now").ok();

    carob.await("there is room", () -> diskCondition().path("status").asText().equals("False"));
    assertThat(carob.readyPods()).containsExactly("other");
    carob.apply(Manifests.shell("more", "Always", "exec sleep 100000")).ok();
    carob.awaitReady("more");
    assertThat(carob.root().resolve("reserve")).hasSize(2 << 20);
  }

  @Test
  void stopLeavesNothingAndTheNextServiceFreesTheSpace() {
    long pid = carob.pid("filler", "main");
    fill();
    carob.carob("stop").ok();
    assertThat(Proc.alive(pid)).isFalse();

    carob.serve();
    assertThat(diskCondition().path("reason").asText()).isEqualTo("DiskFull");
    carob.carob("delete", "pod", "filler", "--now").ok();
    carob.awaitReady("other");
  }

  private JsonNode diskCondition() {
    JsonNode conditions = carob.carob("status", "-o", "json").json().path("conditions");
    assertThat(conditions).hasSize(1);
    assertThat(conditions.get(0).path("type").asText()).isEqualTo("DiskPressure");
    return conditions.get(0);
  }

  /** Fills what is left, from within the pod. */
  private void fill() {
    CarobService.Result result =
        carob.exec("filler", "main", "sh", "-c", "cat /dev/zero >> /big; cat /dev/zero >> /big");
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("No space left");
  }

  private static void host(String... command) {
    CarobService.run(new ProcessBuilder(command), "").ok();
  }
}
