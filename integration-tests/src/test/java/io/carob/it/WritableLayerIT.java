package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What containers write: how much of it there may be, and over how many layers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WritableLayerIT {

  private static final String FILL =
      "dd if=/dev/zero of=/big-$1 bs=1024 count=40000 2>&1 | grep -c 'No space left'";

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

  @Test
  void limitIsEnforcedAndOutlivesContainerAndService() throws IOException {
    String pod = "small";
    String script =
        "fill() { "
            + FILL
            + "; }; test -e /big-first && { echo again $(fill second); exec sleep 100000; };"
            + " echo first $(fill first); exit 1";
    CarobService.Result applied =
        carob.apply(
            Manifests.shell(pod, "OnFailure", script)
                .replace(
                    "image: demo/busybox:1.0\n",
                    "image: demo/busybox:1.0\n"
                        + "      resources: {limits: {ephemeral-storage: 32Mi}}\n"));
    assertThat(applied.ok().err()).isEmpty();
    carob.await(
        "it runs the second time", () -> carob.carob("logs", pod).out().equals("again 1\n"));
    assertThat(carob.carob("logs", pod, "--previous").ok().out()).isEqualTo("first 1\n");

    carob.terminate();
    carob.serve();
    carob.awaitReady(pod);
    assertThat(carob.exec(pod, "main", "sh", "-c", FILL, "fill", "third").out()).isEqualTo("1\n");
    assertThat(carob.exec(pod, "main", "test", "-s", "/big-first").code()).isZero();
    JsonNode containers = carob.carob("df", "--fresh", "-o", "json").json().path("containers");
    assertThat(containers.path(0).path("bytes").asLong()).isBetween(20L << 20, 48L << 20);
    assertThat(carob.carob("fsck").ok().out()).isEqualTo("no faults\n");

    carob.carob("delete", "pod", pod, "--now").ok();
    try (Stream<Path> images = Files.list(carob.root().resolve("snapshots/.limits"))) {
      assertThat(images).isEmpty();
    }
  }

  @Test
  void imageOfAHundredAndTwentyLayersIsShownWhole(@TempDir Path layout) throws IOException {
    TallImage.write(layout, "demo/tall:1.0", 120);
    carob.carob("image", "import", layout.toString()).ok();
    carob
        .apply(
            Manifests.shell(
                    "tall",
                    "Never",
                    "cat /layer-2 /layer-120; ls -d /layer-* | wc -l; echo mine > /layer-2;"
                        + " rm /layer-120; cat /layer-2; ls -d /layer-* | wc -l")
                .replace("demo/busybox", "demo/tall"))
        .ok();
    carob.await(
        "it has run",
        () -> carob.pod("tall").path("status").path("phase").asText().equals("Succeeded"));
    assertThat(carob.carob("logs", "tall").ok().out()).isEqualTo("2120119\nmine\n118\n");
    carob.carob("delete", "pod", "tall", "--now").ok();
  }
}
