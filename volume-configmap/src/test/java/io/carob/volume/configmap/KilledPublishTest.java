package io.carob.volume.configmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.volume.PublishRequest;
import io.carob.api.volume.VolumeFields;
import io.carob.api.volume.VolumeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that updates a volume without end is killed, time and again, wherever it is. */
class KilledPublishTest {

  private static final int ROUNDS = 5;
  private static final int KEYS = 20;

  @TempDir Path place = Path.of("");

  @Test
  void volumeIsWholeAfterEachKillAndCleanAfterTheNextPublish() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      killWriterAfterSomeUpdates(round);
      assertWhole(place.resolve("data"));
      publish(place, -1);
      publish(place, -1);
      assertThat(place.resolve("data").resolve("key0")).hasContent("-1");
      try (var entries = Files.list(place.resolve("data"))) {
        assertThat(entries).hasSize(KEYS + 2);
      }
    }
  }

  private void killWriterAfterSomeUpdates(int round) throws Exception {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                place.toString())
            .redirectErrorStream(true)
            .start();
    try (var out = writer.inputReader()) {
      for (int update = 0; update < 3 + round * 7; update++) {
        assertThat(out.readLine()).isEqualTo("updated");
      }
    } finally {
      assertThat(writer.destroyForcibly().waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static void assertWhole(Path folder) throws IOException {
    String first = Files.readString(folder.resolve("key0"));
    for (int key = 1; key < KEYS; key++) {
      assertThat(folder.resolve("key" + key)).hasContent(first);
    }
  }

  private static void publish(Path place, int generation) {
    Map<String, byte[]> data = new TreeMap<>();
    for (int key = 0; key < KEYS; key++) {
      data.put("key" + key, String.valueOf(generation).getBytes(StandardCharsets.US_ASCII));
    }
    new ConfigMapPlugin()
        .publish(
            new PublishRequest(
                new VolumeId("uid", "default", "pod", "config"),
                place,
                VolumeFields.of("configMap", Map.of("name", "web")),
                (kind, namespace, name) -> Optional.of(data)));
  }

  /** The process that is killed. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      for (int generation = 0; ; generation++) {
        publish(Path.of(args[0]), generation);
        System.out.println("updated");
      }
    }
  }
}
