package io.carob.drivertest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.sandbox.ContainerRuntime;
import io.carob.testing.TestJar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command over the jar of a container runtime. */
class RuntimeJarTest {

  @Test
  void aRuntimeIsHeldToItsClauses(@TempDir Path folder) throws IOException {
    Path jar = write(folder.resolve("half.jar"));
    Path root = Files.createDirectory(folder.resolve("root"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> words =
        List.of(
            "--home=classpath",
            "--clause=C2",
            "--clause=C6",
            "--clause=C7",
            "--root=" + root,
            jar.toString());
    int code = DriverTest.run(words, print, print);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("runtime \"half\" on the class path")
        .contains("FAILED C2 idempotent: create again answers what is there")
        .contains("FAILED C7 self-check", "CarobException UNSUPPORTED: not written yet")
        .doesNotContain("FAILED C6", "FAILED C1");
    assertThat(code).isEqualTo(1);
    assertThat(root).isEmptyDirectory();
  }

  private static Path write(Path file) throws IOException {
    return new TestJar().provider(ContainerRuntime.class, HalfRuntime.class).write(file);
  }
}
