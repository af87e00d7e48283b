package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A later release takes the place of the one before, while pods run; and back again. */
class UpgradeIT {

  private static final String NEWER = "9.8.7";
  private static final String OPERATORS = "io.carob.volume.hostpath.jar";

  private Path temp;
  private CarobService carob;

  @BeforeEach
  void create(@TempDir Path folder) {
    temp = folder;
    carob = CarobService.create();
  }

  @AfterEach
  void close() {
    carob.close();
  }

  @Test
  void podsRunOnOverAnUpgradeAndOverTheWayBack() throws IOException {
    Path home = temp.resolve("carob");
    NewerRelease.copy(CarobService.HOME, home, "");
    Path operators = carob.root().resolve("bundles").resolve(OPERATORS);
    Files.createDirectories(operators.getParent());
    Files.copy(hostpath(home), operators);
    carob.home(home);
    carob.serve();
    carob.importDemoImages();
    carob.apply(POD).ok();
    carob.awaitReady("sleeper");
    long pid = carob.pid("sleeper", "main");
    assertThat(carob.log()).doesNotContain("Left out");

    Path newer = temp.resolve("newer");
    NewerRelease.copy(CarobService.HOME, newer, NEWER);
    Files.move(home, temp.resolve("older"));
    Files.move(newer, home);
    carob.kill();
    carob.serve();
    assertThat(carob.log())
        .contains("now by " + NEWER)
        .contains("Left out " + operators)
        .contains("is older than " + NEWER);
    assertThat(carob.carob("bundle", "ls").ok().out())
        .containsPattern("io\\.carob\\.engine +" + NEWER)
        .containsPattern("io\\.carob\\.volume\\.hostpath +" + NEWER);
    assertRunsOn(pid);

    carob.terminate();
    carob.home(CarobService.HOME);
    carob.serve();
    assertRunsOn(pid);

    carob.terminate();
    refusesNewerData();
    assertThat(Proc.alive(pid)).isTrue();
  }

  private void assertRunsOn(long pid) {
    carob.awaitReady("sleeper");
    assertThat(carob.pid("sleeper", "main")).isEqualTo(pid);
    assertThat(Proc.alive(pid)).isTrue();
    assertThat(carob.exec("sleeper", "main", "cat", "/kept").ok().out()).isEqualTo("mine\n");
  }

  private void refusesNewerData() throws IOException {
    Path mark = carob.root().resolve("carob.version");
    String before = Files.readString(mark);
    Files.writeString(mark, before.replaceFirst("\"format\": [0-9]+", "\"format\": 99"));
    CarobService.Result refused = CarobService.run(carob.serveProcess(), "");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("carob: cannot start: " + carob.root()).hasLineCount(1);
    Files.writeString(mark, before);
  }

  private static Path hostpath(Path home) throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("bundles/2-drivers"))) {
      return jars.filter(jar -> jar.toString().contains("hostpath")).findFirst().orElseThrow();
    }
  }

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: sleeper}
      spec:
        terminationGracePeriodSeconds: 1
        containers:
          - name: main
            image: demo/busybox:1.0
            command: [sh, -c, "echo mine > /kept; exec sleep 1000000"]
      """;
}
