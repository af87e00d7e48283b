package io.carob.example.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that publishes one volume after the other is killed, time and again. */
class KilledPublishTest {

  private static final int ROUNDS = 5;
  private static final int FILES = 200;

  @TempDir Path folder;

  @Test
  void volumesAreWholeOrAbsentAfterEachKillAndWholeAfterTheNextPublish() throws Exception {
    TestRepository repository = TestRepository.at(folder.resolve("repository"));
    Map<String, String> files = new LinkedHashMap<>();
    for (int file = 0; file < FILES; file++) {
      files.put("folder" + file % 10 + "/file" + file, "content " + file + "\n");
    }
    repository.commit(files);
    for (int round = 0; round < ROUNDS; round++) {
      Path base = Files.createDirectory(folder.resolve("round" + round));
      Path place = killWhileItPublishes(base, repository, round);
      if (Files.exists(place.resolve("checkout"))) {
        assertWhole(place.resolve("checkout"));
      }
      assertWhole(publish(place, repository.url()));
      long end = System.nanoTime() + TestVolumes.PATIENCE.toNanos();
      // A git that outlived its JVM may still write into its own folder for a moment.
      while (!names(place).equals(List.of("checkout")) && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(20);
        publish(place, repository.url());
      }
      assertThat(names(place)).containsExactly("checkout");
    }
  }

  /** Kills it when it has begun with that many volumes; answers the place of the last. */
  private static Path killWhileItPublishes(Path base, TestRepository repository, int before)
      throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Publisher.class.getName(),
                base.toString(),
                repository.url())
            .redirectErrorStream(true)
            .start();
    String last = "";
    try (BufferedReader out = child.inputReader()) {
      for (int volume = 0; volume <= before; volume++) {
        last = out.readLine();
        assertThat(last).isEqualTo(base.resolve("place" + volume).toString());
      }
      TimeUnit.MILLISECONDS.sleep(before * 7L); // somewhere else in its work each time
    } finally {
      assertThat(child.destroyForcibly().waitFor(3, TimeUnit.MINUTES)).isTrue();
    }
    return Path.of(last);
  }

  private static void assertWhole(Path checkout) throws IOException {
    for (int file = 0; file < FILES; file++) {
      assertThat(checkout.resolve("folder" + file % 10 + "/file" + file))
          .hasContent("content " + file + "\n");
    }
  }

  private static Path publish(Path place, String url) {
    return TestVolumes.plugin("file")
        .publish(TestVolumes.request(place, Map.of("repository", url)))
        .path();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** The process that is killed. */
  static final class Publisher {
    private Publisher() {}

    public static void main(String[] args) throws IOException {
      for (int volume = 0; ; volume++) {
        Path place = Files.createDirectory(Path.of(args[0], "place" + volume));
        System.out.println(place);
        publish(place, args[1]);
      }
    }
  }
}
