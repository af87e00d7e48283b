package io.carob.drivertest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.example.git.GitPlugin;
import io.carob.example.timed.TimedSandbox;
import io.carob.sandbox.node.SandboxDrivers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command over drivers that need settings, or other drivers. */
class ExamplesTest {

  private static final Path GIT = Given.jarOf(GitPlugin.class);
  private static final Path TIMED = Given.jarOf(TimedSandbox.class);
  private static final Path PAUSE = Given.jarOf(SandboxDrivers.class);

  @TempDir Path root = Path.of("");
  @TempDir Path folder = Path.of("");

  private record Said(int code, String out) {}

  private Said test(Path jar, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--root", root.toString(), jar.toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = DriverTest.run(words, print, print);
    assertThat(root).isEmptyDirectory();
    // The report folds long lines.
    return new Said(code, out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "));
  }

  private String repository() throws Exception {
    Path work = Files.createDirectory(folder.resolve("repository"));
    Files.writeString(work.resolve("hello"), "hello");
    git(work, "init", "-q", "-b", "main");
    git(work, "add", "hello");
    git(work, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "one");
    return "repository=file://" + work;
  }

  private static void git(Path work, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", work.toString()));
    command.addAll(List.of(words));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void aVolumeThatNeedsSettingsKeepsTheContractInBothHomes() throws Exception {
    Said said =
        test(
            GIT,
            "--set=protocols=file",
            "--field=" + repository(),
            "--field=revision=main",
            "--refuse=repository=https://example.org/not-allowed",
            "--refuse=revision=--upload-pack=x");
    assertThat(said.out())
        .contains("volume \"git.carob.io\" on the class path", "volume \"git.carob.io\" in OSGi")
        .contains("The contract is kept.")
        .doesNotContain("PROBLEM", "note ");
    assertThat(said.code()).isZero();
  }

  @Test
  void aDecoratorReachesTheDriverBelowItInBothHomes() throws Exception {
    Said said = test(TIMED, "--with=" + PAUSE, "--set=io.carob.sandbox:cni.conf.dir=/nowhere");
    assertThat(said.out())
        .contains("sandbox \"timed\" on the class path", "sandbox \"timed\" in OSGi")
        .contains("The contract is kept.")
        .doesNotContain("PROBLEM", "note ");
    assertThat(said.code()).isZero();
  }

  @Test
  void whoCallsADriverThatIsNotThereIsTold() throws Exception {
    Said said =
        test(TIMED, "--home=classpath", "--set=delegate=other", "--with=" + PAUSE, "--clause=B4");
    assertThat(said.out())
        .contains("there is no sandbox driver other to call, but [pause]. Give its jar by --with");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void aWrongValueIsAProblemInBothHomes() throws Exception {
    Said said = test(GIT, "--set=protocols=gopher", "--clause=V1");
    assertThat(said.out())
        .contains("GitDrivers cannot be made on the class path", "protocols = gopher")
        .contains("GitPlugin does not come in OSGi", "Nothing could be tested.");
    assertThat(said.code()).isEqualTo(2);
  }

  @Test
  void settingsThatNobodyHasAreRefused() throws Exception {
    assertThat(test(GIT, "--set=protocol=file").out())
        .contains("\"protocol\" is no setting of io.carob.example.git. Is \"protocols\" meant?");
    assertThat(test(GIT, "--set=protocols").out()).contains("--set is KEY=VALUE");
    assertThat(test(GIT, "--with=" + folder.resolve("none.jar")).out())
        .contains("there is no file");
    assertThat(test(GIT, "--set=protocol=file").code()).isEqualTo(2);
  }
}
