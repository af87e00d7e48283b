package io.carob.volume.emptydir;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.linux.mount.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that publishes and unpublishes without end is killed wherever it is. */
class KilledPublishTest {

  private static final int ROUNDS = 6;

  @TempDir Path temporary = Path.of("");

  @Test
  void killedPublishIsContinuedAndTakenAway() throws Exception {
    Path place = temporary.toRealPath();
    Volume volume = new Volume(place, Map.of("sizeLimit", "8Mi"));
    for (int round = 0; round < ROUNDS; round++) {
      kill(place, 1 + round);
      Files.writeString(volume.publish().resolve("written"), "kept");
      assertThat(volume.publish().resolve("written")).hasContent("kept");
      assertThat(MountTable.read().below(place)).hasSize(1);
      assertThat(files(place)).isEqualTo(2);
      volume.unpublish();
      assertThat(MountTable.read().below(place)).isEmpty();
      assertThat(volume.publish().resolve("written")).hasContent("kept");
      volume.unpublish();
      Files.delete(place.resolve("disk.img"));
    }
  }

  private static void kill(Path place, int lines) throws Exception {
    Process looper =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Looper.class.getName(),
                place.toString())
            .redirectErrorStream(true)
            .start();
    try (var out = looper.inputReader()) {
      for (int line = 0; line < lines; line++) {
        assertThat(out.readLine()).isEqualTo("step");
      }
    } finally {
      assertThat(looper.destroyForcibly().waitFor(3, TimeUnit.MINUTES)).isTrue();
      await(place);
    }
  }

  /** A program that it had started ends by itself; killing the service does not kill it. */
  private static void await(Path place) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    for (List<String> left = using(place); !left.isEmpty(); left = using(place)) {
      assertThat(System.nanoTime() - end).as("they do not end: %s", left).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static List<String> using(Path place) {
    return ProcessHandle.allProcesses()
        .flatMap(p -> p.info().commandLine().stream())
        .filter(line -> line.contains(place + "/disk"))
        .toList();
  }

  private static long files(Path place) throws IOException {
    try (var files = Files.list(place)) {
      return files.count();
    }
  }

  /** The process that is killed. */
  static final class Looper {
    private Looper() {}

    public static void main(String[] args) throws IOException {
      Path place = Path.of(args[0]);
      Volume volume = new Volume(place, Map.of("sizeLimit", "8Mi"));
      while (true) {
        System.out.println("step");
        volume.publish();
        System.out.println("step");
        volume.unpublish();
        Files.delete(place.resolve("disk.img"));
      }
    }
  }
}
