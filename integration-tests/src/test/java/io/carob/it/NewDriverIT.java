package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What docs/writing-a-driver.md says one has to type, typed in an empty folder: from the archetype
 * to a pod on the driver. What it is built against is in the local Maven repository, so the modules
 * before this one must be installed there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewDriverIT {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");
  private static final long MINUTES = 10;

  /** Has the distribution where a checkout has it after its quickstart. */
  private Path checkout;

  private CarobService carob;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    checkout = folder;
    Files.createSymbolicLink(
        Files.createDirectory(checkout.resolve("build")).resolve("carob"), CarobService.HOME);
    carob = CarobService.start();
    carob.carob("image", "import", CarobService.DEMO.resolve("busybox").toString()).ok();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @Test
  void aSnapshotterIsMadeTestedInstalledAndUsed(@TempDir Path folder) throws Exception {
    type("carob-snapshotter-archetype", folder);

    Path project = folder.resolve("my-snapshotter");
    assertThat(testsRun(project)).isGreaterThan(50);
    assertThat(howItIsBuilt(project).replace("com.example.snapshotter", "io.carob.example.plain"))
        .as("the example is built as a stranger's driver is")
        .isEqualTo(howItIsBuilt(CarobService.CHECKOUT.resolve("examples/snapshotter-plain")));
    assertThat(states()).containsEntry("snapshotter/my-snapshotter", "serving");
    assertThat(carob.inspect("first", "main").path("GraphDriver").path("Name").asText())
        .isEqualTo("my-snapshotter");
    carob.carob("delete", "pod", "first", "--now").ok();
  }

  @Test
  void aVolumeTypeIsMadeTestedInstalledAndUsed(@TempDir Path folder) throws Exception {
    // As on the page: from within the project that was made before.
    String printed =
        type("carob-volume-archetype", Files.createDirectory(folder.resolve("my-snapshotter")));

    assertThat(testsRun(folder.resolve("my-volume"))).isGreaterThan(10);
    assertThat(states()).containsEntry("volume/my-volume", "serving");
    assertThat(printed.strip()).endsWith("hello");
    carob.carob("delete", "pod", "second", "--now").ok();
  }

  /** The block of the page that has these words. */
  private static String block(String words) throws IOException {
    String page = Files.readString(CarobService.CHECKOUT.resolve("docs/writing-a-driver.md"));
    List<String> blocks =
        BLOCK
            .matcher(page)
            .results()
            .map(block -> block.group(1))
            .filter(block -> block.contains(words))
            .toList();
    assertThat(blocks).as("blocks of the page with %s", words).hasSize(1);
    return blocks.get(0);
  }

  /**
   * Runs the commands of the page that put the command on the path, in a checkout, and those that
   * begin with this archetype, in the folder; answers what they printed.
   */
  private String type(String archetype, Path folder) throws IOException, InterruptedException {
    String lines =
        String.join(
            "\n",
            "cd '%s'".formatted(checkout),
            block("export PATH="),
            "cd '%s'".formatted(folder),
            block(archetype));

    ProcessBuilder builder = carob.command();
    builder.command("bash", "-euo", "pipefail", "-c", lines);
    builder.redirectErrorStream(true);
    Path output = folder.resolve("output");
    builder.redirectOutput(output.toFile());
    Map<String, String> env = builder.environment();
    // The repository that this build installs into; folders of tests lie where leftovers are looked
    // for.
    env.put(
        "MAVEN_OPTS",
        "-XX:TieredStopAtLevel=1 -Dmaven.repo.local=%s -DargLine=-Djava.io.tmpdir=%s"
            .formatted(
                System.getProperty("carob.repository"), System.getProperty("java.io.tmpdir")));
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  private static String howItIsBuilt(Path project) throws IOException {
    String pom = Files.readString(project.resolve("pom.xml"));
    return pom.substring(pom.indexOf("<properties>"));
  }

  /** How many tests ran; none of them failed, or Maven would have. */
  private static int testsRun(Path project) throws IOException {
    Pattern tests = Pattern.compile("<testsuite [^>]*?\\btests=\"(\\d+)\"", Pattern.DOTALL);
    try (var reports =
        Files.newDirectoryStream(project.resolve("target/surefire-reports"), "*.xml")) {
      int sum = 0;
      for (Path report : reports) {
        var matcher = tests.matcher(Files.readString(report));
        assertThat(matcher.find()).isTrue();
        sum += Integer.parseInt(matcher.group(1));
      }
      return sum;
    }
  }

  private Map<String, String> states() {
    JsonNode drivers = carob.carob("driver", "ls", "-o", "json").json().path("drivers");
    return drivers.findParents("name").stream()
        .collect(
            Collectors.toMap(
                d -> d.path("type").asText() + "/" + d.path("name").asText(),
                d -> d.path("state").asText(),
                (one, other) -> one));
  }
}
