package io.carob.assembly.conf;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartCheckTest {

  private Path conf;
  private Path jar;

  @BeforeEach
  void lay(@TempDir Path folder) throws IOException {
    conf = Files.createDirectory(folder.resolve("conf"));
    jar = TestBundle.in(folder);
  }

  @Test
  void anUnknownKeyIsAnErrorThatNamesTheNearest() throws IOException {
    assertThat(errors("snapshoter = overlay"))
        .containsExactly(
            "conf/org.example.part.cfg: snapshoter is not known; did you mean snapshotter?");
    assertThat(errors("wait_seconds = 3"))
        .containsExactly(
            "conf/org.example.part.cfg: wait_seconds is not known; did you mean wait.seconds?");
  }

  @Test
  void aKeyLikeNoOtherIsToldWhatIsKnown() throws IOException {
    assertThat(errors("colour = red"))
        .containsExactly(
            "conf/org.example.part.cfg: colour is not known; known are snapshotter, wait.seconds,"
                + " keep, mode, ports, key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait.seconds = soon | a whole number from 1 to 60",
        "wait.seconds = 0    | a whole number from 1 to 60",
        "wait.seconds = 61   | a whole number from 1 to 60",
        "wait.seconds =      | a whole number from 1 to 60",
        "wait.seconds = 99999999999999999999999 | a whole number from 1 to 60",
        "keep = yes          | true or false",
        "mode = required     | off or on",
        "ports = 80, http    | a whole number",
      })
  void aValueThatCannotBeIsAnErrorThatSaysWhatCan(String line, String allowed) throws IOException {
    assertThat(errors(line)).singleElement().asString().contains("must be " + allowed + ", but is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# nothing",
        "snapshotter =",
        "wait.seconds = 60",
        "keep = false",
        "mode: on",
        "ports = 80, 443",
        "service.ranking = 5",
        "driver.target = (name=x)",
        "snapshotter = ${user.dir}/x",
        "snapshotter = ${carob.conf}",
      })
  void whatCanBeMeantIsNoError(String line) throws IOException {
    assertThat(errors(line)).isEmpty();
  }

  @Test
  void everyErrorOfAFileIsTold() throws IOException {
    assertThat(errors("keep = 1\nkeep = 2\nsnapshotter = ${nowhere}\nmood = on"))
        .containsExactly(
            "conf/org.example.part.cfg: keep is set twice",
            "conf/org.example.part.cfg: snapshotter names ${nowhere}, which is not known",
            "conf/org.example.part.cfg: keep must be true or false, but is \"2\"",
            "conf/org.example.part.cfg: mood is not known; did you mean mode?");
  }

  @Test
  void aFileThatIsNoTextIsAnError() throws IOException {
    Files.write(conf.resolve("org.example.part.cfg"), new byte[] {(byte) 0xc3, 0x28});
    assertThat(run(Map.of()).errors()).singleElement().asString().contains("UTF-8");
    assertThat(errors("a = \\u12")).singleElement().asString().contains("cannot be read");
  }

  @Test
  void aFileOfNobodyIsAWarningThatNamesTheNearest() throws IOException {
    Files.writeString(conf.resolve("org.example.prat.cfg"), "a = b");
    StartCheck check = run(Map.of());
    assertThat(check.errors()).isEmpty();
    assertThat(check.warnings())
        .containsExactly(
            "conf/org.example.prat.cfg: nothing that is here has the configuration"
                + " org.example.prat; did you mean org.example.part?");
  }

  @Test
  void aComponentThatDoesNotSayWhatItTakesTakesAll() throws IOException {
    Files.writeString(conf.resolve("org.example.plain.cfg"), "a = b");
    assertThat(run(Map.of()))
        .isEqualTo(
            new StartCheck(
                List.of(), List.of(), Map.of("org.example.plain.cfg", Map.of("a", "b"))));
  }

  @Test
  void whatIsWrongOrForNobodyThatStartsIsNotSound() throws IOException {
    Files.writeString(conf.resolve("org.example.part.cfg"), "no.such = b");
    Files.writeString(conf.resolve("org.example.prat.cfg"), "a = b");
    assertThat(run(Map.of()).sound()).isEmpty();
    Files.delete(conf.resolve("org.example.part.cfg"));
    Files.writeString(conf.resolve("org.example.plain.cfg"), "a = b");
    assertThat(StartCheck.run(conf, List.of(), List.of(jar), Map.of(), Map.of()).sound())
        .as("what is for a driver, which may be refused")
        .isEmpty();
    Files.writeString(conf.resolve("org.example.part.cfg"), "more = true");
    Path next =
        new TestJar()
            .entry(
                "OSGI-INF/metatype/part.xml",
                TestBundle.METATYPE.replace("id=\"keep\"", "id=\"more\""))
            .write(conf.resolveSibling("next.jar"));
    StartCheck both = StartCheck.run(conf, List.of(jar), List.of(next), Map.of(), Map.of());
    assertThat(both.errors()).isEmpty();
    assertThat(both.sound())
        .as("what only the next version takes")
        .containsOnlyKeys("org.example.plain.cfg");
  }

  @Test
  void oneOfSeveralIsCheckedToo() throws IOException {
    Files.writeString(conf.resolve("org.example.each~second.cfg"), "size = b");
    assertThat(run(Map.of()).errors()).singleElement().asString().contains("size");
    Files.writeString(conf.resolve("org.example.each~second.cfg"), "size = 7");
    assertThat(run(Map.of()).errors()).isEmpty();
  }

  @Test
  void aSecondFileOfAPartThatIsThereOnceIsAnError() throws IOException {
    Files.writeString(conf.resolve("org.example.part~backup.cfg"), "keep = true");
    assertThat(run(Map.of()).errors())
        .singleElement()
        .asString()
        .contains("org.example.part~backup.cfg", "once", "org.example.part.cfg");
  }

  @Test
  void theFrameworksOwnFileIsChecked() throws IOException {
    Files.writeString(conf.resolve("framework.properties"), "felix.fileinstall.pol=500");
    assertThat(run(Map.of()).errors())
        .containsExactly(
            "conf/framework.properties: felix.fileinstall.pol is not known; did you mean"
                + " felix.fileinstall.poll?");
    Files.writeString(conf.resolve("framework.properties"), "felix.fileinstall.poll=0");
    assertThat(run(Map.of()).errors()).singleElement().asString().contains("from 50 to 60000");
  }

  @Test
  void theLogsFileIsCheckedToo() throws IOException {
    Files.writeString(
        conf.resolve("log.properties"),
        "log.fromat=json\nlevel.io.carob.engine=DEBGU\nlevel.io.carob=debug");
    assertThat(run(Map.of()).errors())
        .hasSize(2)
        .anySatisfy(
            error -> assertThat(error).contains("level.io.carob.engine must be", "DEBGU", "TRACE"))
        .anySatisfy(
            error ->
                assertThat(error).contains("log.fromat is not known; did you mean log.format"));
  }

  @Test
  void anUnknownVariableIsAWarning() throws IOException {
    assertThat(run(Map.of("CAROB_ROT", "/x", "CAROB_RUN", "/y", "ROOT", "/z")).warnings())
        .containsExactly("environment: CAROB_ROT is not known; did you mean CAROB_ROOT?");
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Files.writeString(conf.resolve("logback.xml"), "<configuration/>");
    Files.writeString(conf.resolve(".org.example.part.cfg.new"), "x = y", StandardCharsets.UTF_8);
    Files.writeString(conf.resolve("org.example.part.config"), "x=\"y\"");
    StartCheck check = run(Map.of());
    assertThat(check.errors()).isEmpty();
    assertThat(check.warnings()).singleElement().asString().contains("PID.cfg");
  }

  private List<String> errors(String text) throws IOException {
    Files.writeString(conf.resolve("org.example.part.cfg"), text);
    return run(Map.of()).errors();
  }

  private StartCheck run(Map<String, String> environment) throws IOException {
    return StartCheck.run(
        conf, List.of(jar), List.of(), Map.of("carob.conf", conf.toString()), environment);
  }
}
