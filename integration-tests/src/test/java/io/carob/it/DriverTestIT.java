package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.example.plain.PlainSnapshotDriver;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carob driver test} of the distribution, without a service. */
class DriverTestIT {

  @TempDir Path root = Path.of("");
  @TempDir Path jars = Path.of("");

  private record Said(int code, String text) {}

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left).isEmpty();
    }
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(root.toString());
  }

  @Test
  void theExampleIsTestedInBothHomes() throws Exception {
    Said said = driverTest(plainJar().toString(), "--clause", "S1", "--clause", "S6");
    assertThat(said.text())
        .contains("snapshotter \"plain\" on the class path", "snapshotter \"plain\" in OSGi")
        .contains("tested on     ext4", "The contract is kept.");
    assertThat(said.code()).isZero();
  }

  @Test
  void aBrokenDriverIsToldItsClause() throws Exception {
    Said said = driverTest(brokenJar().toString(), "--home", "classpath");
    assertThat(said.text())
        .contains("FAILED S9 usage: writes count", "usage(places/", "The contract is broken.")
        .doesNotContain("FAILED S1 ", "FAILED S4 ", "FAILED S10");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void itsOptionsAreInTheHelp() throws Exception {
    assertThat(run("driver", "test", "--help").text()).contains("--clause", "carob driver test");
    assertThat(run("driver", "--help").text()).contains("  test");
    Said wrong = run("driver", "test");
    assertThat(wrong.text()).contains("name one jar");
    assertThat(wrong.code()).isEqualTo(2);
  }

  private Said driverTest(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("driver", "test", "--root", root.toString()));
    command.addAll(List.of(words));
    return run(command.toArray(String[]::new));
  }

  private static Said run(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(CarobService.HOME.resolve("bin/carob").toString());
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CAROB_CLI_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }

  private static Path plainJar() {
    return CarobService.CHECKOUT.resolve(
        "examples/snapshotter-plain/target/carob-example-snapshotter-plain-"
            + System.getProperty("carob.version")
            + ".jar");
  }

  private Path brokenJar() throws IOException {
    return new TestJar()
        .types(PlainSnapshotDriver.class)
        .provider(SnapshotDriver.class, CountsNothing.class)
        .write(jars.resolve("broken.jar"));
  }

  /** The example, with one mistake: nothing takes space. */
  public static final class CountsNothing implements SnapshotDriver {

    private final SnapshotDriver plain = new PlainSnapshotDriver();

    /** For the service loader. */
    public CountsNothing() {}

    @Override
    public String name() {
      return "counts-nothing";
    }

    @Override
    public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
      plain.prepare(kind, place, parents);
    }

    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      return plain.mounts(kind, place, parents);
    }

    @Override
    public LayerTarget beginLayer(Path place, List<Path> parents) {
      return plain.beginLayer(place, parents);
    }

    @Override
    public void commit(Path place, List<Path> parents) {
      plain.commit(place, parents);
    }

    @Override
    public Usage usage(Path place, List<Path> parents) {
      return Usage.NONE;
    }
  }
}
