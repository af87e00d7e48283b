package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images go to a real registry and come back, by the command and for a pod. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryIT {

  private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

  private Process registry;
  private String host;
  private CarobService carob;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    host = startRegistry(folder);
    carob = CarobService.start();
    carob.importDemoImages();
  }

  @AfterAll
  void stop() {
    carob.close();
    registry.destroyForcibly();
    registry.onExit().join();
  }

  private String startRegistry(Path folder) throws IOException {
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: \""
            + folder.resolve("data")
            + "\"\nhttp:\n  addr: 127.0.0.1:0\n");
    registry =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log =
        new BufferedReader(
            new InputStreamReader(registry.getInputStream(), StandardCharsets.UTF_8));
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        drain(log);
        return listening.group(1);
      }
    }
    throw new AssertionError("docker-registry did not start");
  }

  private static void drain(BufferedReader log) {
    Thread thread =
        new Thread(
            () -> {
              try {
                log.transferTo(Writer.nullWriter());
              } catch (IOException e) {
                // it has ended
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void anImageIsPushedListedAndPulledAgainByAPodThatNeedsIt() {
    String name = host + "/demo/busybox:1.0";
    carob.carob("image", "push", "demo/busybox:1.0", name).ok();
    assertThat(carob.carob("image", "tags", host + "/demo/busybox").out()).contains("1.0");
    assertThat(carob.carob("image", "catalog", host, "-o", "name").out())
        .isEqualTo("demo/busybox\n");
    try (CarobService other = CarobService.start()) {
      assertThat(other.carob("image", "pull", host + "/demo/none:1").code()).isEqualTo(1);
      other
          .apply(Manifests.shell("puller", "Never", "sleep 1000").replace("demo/busybox:1.0", name))
          .ok();
      other.awaitReady("puller");
      assertThat(other.carob("events").out()).contains("Successfully pulled image");
      CarobService.Result pulled = other.carob("image", "pull", name).ok();
      assertThat(pulled.out()).startsWith("Pulled " + name + "  sha256:");
      assertThat(pulled.err()).contains("layer ");
    }
  }
}
