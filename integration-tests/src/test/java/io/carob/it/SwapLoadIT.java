package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./carob demo swap}, with fewer clients and fewer swaps. */
class SwapLoadIT {

  private static final int SWAPS = 30;

  /** Often enough for a line through what is seen of the second half. */
  private static final int LOOK = 5;

  private static final int PATIENCE_MINUTES = 10;

  @Test
  void driversAreReplacedUnderLoadWithoutAFailureAndWithoutALeak(@TempDir Path folder)
      throws Exception {
    Path benchmarks = CarobService.CHECKOUT.resolve("benchmarks/target").toAbsolutePath();
    Path answers = folder.resolve("answer");
    Path progress = folder.resolve("progress");
    Path places = Files.createDirectory(folder.resolve("places"));
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                benchmarks.resolve("classes") + ":" + benchmarks.resolve("lib") + "/*",
                "io.carob.benchmarks.swap.SwapMain",
                "demo",
                CarobService.HOME.toString(),
                CarobService.DEMO.toString(),
                places.toString(),
                "--swaps",
                Integer.toString(SWAPS),
                "--clients",
                "4",
                "--look",
                Integer.toString(LOOK),
                "-o",
                "json")
            .redirectOutput(answers.toFile())
            .redirectError(progress.toFile())
            .start();
    try {
      assertThat(demo.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
    } finally {
      demo.destroy(); // it stops its service
      demo.waitFor();
    }
    assertThat(answers).as(Files.readString(progress)).isNotEmptyFile();
    JsonNode answer = new ObjectMapper().readTree(answers.toFile());
    assertThat(answer.path("faults")).isEmpty();
    assertThat(answer.path("failed").asInt()).isZero();
    assertThat(answer.path("swaps").asInt()).isEqualTo(SWAPS + 2 * (SWAPS / 10));
    assertThat(answer.path("pods").asInt()).isGreaterThan(4);
    assertThat(answer.path("looks")).hasSize(1 + SWAPS / LOOK);
    for (String figure : List.of("heap", "metaspace")) {
      assertThat(answer.path("growthMiB").path(figure).isNumber())
          .as("growth of the %s was held against its bound: %s", figure, answer.path("growthMiB"))
          .isTrue();
    }
    assertThat(places).isEmptyDirectory();
    assertThat(demo.exitValue()).isZero();
  }
}
