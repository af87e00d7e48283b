package io.carob.drivertest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.example.plain.PlainSnapshotDriver;
import io.carob.volume.emptydir.EmptyDirPlugin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command over jars: what it finds, what it says, and that nothing stays. */
class DriverTestTest {

  @TempDir Path jars = Path.of("");
  @TempDir Path root = Path.of("");

  private record Said(int code, String out, String err) {}

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left).isEmpty();
    }
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(root.toString());
  }

  private Said test(Path jar, String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--root", root.toString(), jar.toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        DriverTest.run(
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Path jar(Class<?> type) throws IOException {
    return BrokenJar.of(type).write(jars.resolve("broken.jar"));
  }

  @Test
  void theExampleKeepsTheContractInBothHomes() {
    Said said = test(Given.jarOf(PlainSnapshotDriver.class));
    assertThat(said.out())
        .contains("snapshotter \"plain\" on the class path", "snapshotter \"plain\" in OSGi")
        .contains("The contract is kept.")
        .doesNotContain("PROBLEM");
    assertThat(said.code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "Remembers, S1, is not mine",
    "WritesBeside, S2, places/3.lock: ",
    "WritableViews, S4, the mount of a view without its read-only flag",
    "BeginsAnew, S6, the tree is made anew though it is there",
    "OneAtATime, S7, CarobException UNAVAILABLE: busy",
    "CountsNothing, S9, usage(places/",
    "ThrowsWhatItLikes, S10, what a surprise",
    "PromisesDifferences, S11, CarobException UNSUPPORTED",
    "RefusesItself, S12, readsDiskFormat(1) -> false",
    "FailsItsCheck, S13, CarobException INTERNAL: not well today"
  })
  void aBrokenDriverIsToldItsClauseAndWhatWasSeen(String driver, String clause, String words)
      throws Exception {
    Path jar = jar(Class.forName(BrokenDrivers.class.getName() + "$" + driver));
    Said said = test(jar, "--home", "classpath", "--clause", clause);
    assertThat(said.out()).contains("FAILED " + clause + " ").contains(words);
    assertThat(said.out()).contains("what was done", "usually means", "The contract is broken.");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void whatManyTestsSawIsToldOnce() throws IOException {
    Path jar = jar(BrokenDrivers.NoLayers.class);
    Said said = test(jar, "--home", "classpath", "--clause", "S1", "--clause", "S4");
    assertThat(said.out())
        .contains("seen          CarobException INTERNAL: no?[2J layers in places/1")
        .containsPattern("the same as in S[14] .*, above")
        .containsPattern("the same +[0-9]+ failures saw: CarobException INTERNAL: no")
        .contains("-> mend it first");
  }

  @Test
  void programsGetTheSameAsJson() throws IOException {
    Path jar = jar(BrokenDrivers.CountsNothing.class);
    Said said = test(jar, "--home", "felix", "--clause", "S9", "--clause", "S13", "-o", "json");
    assertThat(said.out())
        .contains("\"home\":\"in OSGi\"", "\"clause\":\"S9\"", "\"result\":\"failed\"")
        .contains("\"clause\":\"S13\"", "\"result\":\"passed\"", "\"usuallyMeans\":[\"");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void aDriverThatHangsIsGivenUp() throws IOException {
    Path jar = jar(BrokenDrivers.Hangs.class);
    Said said =
        test(jar, "--home", "classpath", "--clause", "S5", "--clause", "S6", "--time-limit", "1");
    assertThat(said.out())
        .contains("-> no answer", "an answer in time", "timed out after 1 second; it was in")
        .containsPattern("seen[^#]*BrokenDrivers\\$Hangs[^#]*usually means +- a lock")
        .containsPattern(", 3 failed, [1-9]\\d* not run");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void aDriverThatCannotBeMadeIsAProblem() throws IOException {
    Said said = test(jar(BrokenDrivers.CannotBeMade.class));
    assertThat(said.out())
        .contains("cannot be made on the class path", "no constructor today")
        .contains("does not come in OSGi", "Nothing could be tested.");
    assertThat(said.code()).isEqualTo(2);
  }

  @Test
  void aDriverWithoutANameIsAProblem() throws IOException {
    Said said = test(jar(BrokenDrivers.Nameless.class));
    assertThat(said.out())
        .contains("cannot be made on the class path", "its driver has no name")
        .contains("does not come in OSGi", "Nothing could be tested.");
    assertThat(said.code()).isEqualTo(2);
  }

  @Test
  void aDriverWithoutServicesFileIsTestedAndTold() throws IOException {
    Path jar = BrokenJar.unnamed(BrokenDrivers.Delegating.class).write(jars.resolve("a.jar"));
    Said said = test(jar, "--clause", "S1");
    assertThat(said.out())
        .contains("is not found outside OSGi", "META-INF/services/", "on the class path", "in OSGi")
        .contains("the jar is no module");
    assertThat(said.code()).isZero();
  }

  @Test
  void whatTheManifestSaysWrongIsTold() throws IOException {
    Path jar =
        BrokenJar.of(BrokenDrivers.Delegating.class)
            .header(
                "Import-Package",
                "io.carob.api;version=\"[7,8)\",com.google.common.io,org.slf4j;version=\"[2.0,3)\"")
            .header("Export-Package", "io.acme;version=\"1\"")
            .write(jars.resolve("a.jar"));
    Said said = test(jar, "--clause", "S1");
    assertThat(said.out())
        .contains("the bundle exports io.acme", "imports io.carob.api [7,8); this Carob has [1.")
        .contains("imports com.google.common.io, which Carob does not give to drivers")
        .contains("the bundle does not start")
        .doesNotContain("imports org.slf4j");
    assertThat(said.code()).isEqualTo(1);
  }

  @Test
  void aVolumePluginIsTestedWithItsFields() {
    Path jar = Given.jarOf(EmptyDirPlugin.class);
    Said said = test(jar, "--field", "sizeLimit=64Mi", "--refuse", "sizeLimit=much", "-o", "junit");
    assertThat(said.out())
        .contains("volume &quot;emptyDir&quot; in OSGi", "V8 hostile fields: ")
        .doesNotContain("<failure");
    assertThat(said.code()).isZero();
  }

  @Test
  void whatIsNoDriverIsRefused() throws IOException {
    Path text = Files.writeString(jars.resolve("text.jar"), "not a jar");
    assertThat(test(text).err()).contains("is no jar");
    assertThat(test(text).code()).isEqualTo(2);
    assertThat(test(jars.resolve("missing.jar")).err()).contains("there is no file");
    Path empty = Given.jarOf(Test.class);
    assertThat(test(empty).err()).contains("holds no driver");
    assertThat(test(empty).code()).isEqualTo(2);
  }

  @Test
  void wrongUsageIsToldWithTheOptions() {
    Path any = jars.resolve("any.jar");
    assertThat(test(any, "--home", "mars").err()).contains("--home is classpath", "usage: ");
    assertThat(test(any, "--colour", "red").err()).contains("there is no option --colour");
    assertThat(test(any, "--time-limit", "soon").code()).isEqualTo(2);
  }

  @Test
  void whatIsAskedForAndNotThereIsNamedWithWhatThereIs() {
    Path any = jars.resolve("any.jar");
    assertThat(test(any, "--clause", "S99").err())
        .contains("there is no clause S99; there are S1, S2,", "C7", "usage: ");
    Path plain = Given.jarOf(PlainSnapshotDriver.class);
    Said name = test(plain, "--home", "classpath", "--name", "nope");
    assertThat(name.out())
        .contains("the jar has no driver named \"nope\"", "there is snapshotter \"plain\"");
    assertThat(name.code()).isEqualTo(2);
    Said type = test(plain, "--home", "classpath", "--type", "volume", "--name", "plain");
    assertThat(type.out())
        .contains("the jar has no volume named \"plain\"", "there is snapshotter \"plain\"");
    Said clause = test(plain, "--home", "classpath", "--clause", "V1");
    assertThat(clause.out()).contains("no test of clause V1 ran: it is none of a snapshotter's");
    assertThat(clause.code()).isEqualTo(2);
    assertThat(test(plain, "--home", "classpath", "--clause", "S1").out())
        .doesNotContain("the jar has no", "no test of clause");
  }

  @Test
  void anInterruptLeavesNothing() throws Exception {
    Process child =
        new ProcessBuilder(
                // What a shell starts in the background inherits that interrupts are ignored.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path", ""),
                DriverTest.class.getName(),
                "--root",
                root.toString(),
                "--home",
                "classpath",
                "--time-limit",
                "600",
                jar(BrokenDrivers.Hangs.class).toString())
            .redirectErrorStream(true)
            .start();
    while (child.inputReader().read() != '"') {
      assertThat(child.isAlive()).isTrue();
    }
    new ProcessBuilder("kill", "-INT", Long.toString(child.pid())).start().waitFor();
    assertThat(child.inputReader().lines())
        .contains("carob driver test: interrupted; what the test made is taken away");
    assertThat(child.waitFor()).isEqualTo(130);
  }
}
