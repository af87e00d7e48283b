package io.carob.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LeavingsIT {

  @Test
  void theNextRunEndsThePodsOfAKilledOne() throws Exception {
    Process run = start();
    String[] said = firstLine(run);
    Path folder = Path.of(said[2]);
    Leavings.clear(KilledRun.OPTIONS);
    assertThat(isAlive(said[1])).as("a run that goes on is left alone").isTrue();
    run.destroyForcibly().waitFor();
    assertThat(isAlive(said[1])).as("the pod outlives its run").isTrue();
    Leavings.clear(KilledRun.OPTIONS);
    assertThat(isAlive(said[1])).as("the pod runs still").isFalse();
    assertThat(folder).doesNotExist();
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Djava.io.tmpdir=" + NodeFolder.temporaryFiles(),
            KilledRun.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String[] firstLine(Process run) throws IOException {
    BufferedReader out = run.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith("runs ")) {
      line = out.readLine();
    }
    assertThat(line).as("the run says so once its pod is ready").isNotNull();
    return line.split(" ", 3);
  }

  /** A process that has ended, and that nobody has asked for yet, has no command line. */
  private static boolean isAlive(String pid) {
    try {
      return !Files.readString(Path.of("/proc", pid, "cmdline")).isEmpty();
    } catch (IOException gone) {
      return false;
    }
  }
}
