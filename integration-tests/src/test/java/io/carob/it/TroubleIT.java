package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Drivers that make trouble: who needs them is told so in words, and nobody else notices. Each test
 * has a driver of its own; pods on the overlay snapshotter start meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleIT {

  private CarobService carob;
  private int others;

  @BeforeAll
  void start() throws IOException {
    carob = CarobService.create();
    Path conf = carob.conf().resolve("io.carob.image.store.cfg");
    Files.writeString(
        conf,
        Files.readString(conf)
            .replaceAll("(?m)^(driver[.]call[.]seconds) = .*$", "$1 = 3")
            .replaceAll("(?m)^(driver[.](?:wait|drain)[.]seconds) = .*$", "$1 = 1"));
    carob.serve();
    carob.importDemoImages();
  }

  @AfterAll
  void stop() {
    for (String driver : List.of("throws", "garbage", "blocks", "deaf", "thread", "cut", "used")) {
      try {
        TroubleJar.make(carob, driver, "");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    List<String> unexplained =
        carob.log().lines().filter(line -> line.contains(" ERROR ")).toList();
    carob.close();
    assertThat(unexplained).as("a driver's trouble is told as a warning or an event").isEmpty();
  }

  @Test
  void whatADriverThrowsIsToldWithItsNameAndVersion() throws IOException {
    drop("throws", "1.2.3", 1);
    TroubleJar.make(carob, "throws", "throw");
    apply("throws");
    awaitTold("throws", "snapshotter \"throws\" 1.2.3", "the driver's own trouble");
    anotherPodStarts();
    TroubleJar.make(carob, "throws", "");
    carob.awaitReady("throws");
    delete("throws");
  }

  @Test
  void anAnswerThatNoDriverMayGiveIsRefusedWithTheClause() throws IOException {
    drop("garbage", "1.0.0", 1);
    TroubleJar.make(carob, "garbage", "garbage");
    apply("garbage");
    awaitTold("garbage", "\"garbage\" 1.0.0", "S2", "/etc");
    anotherPodStarts();
    delete("garbage");
    TroubleJar.make(carob, "garbage", "");
    apply("garbage-2");
    carob.awaitReady("garbage-2");
    delete("garbage-2");
  }

  @Test
  void aCallThatBlocksIsInterruptedAtItsLimit() throws IOException {
    drop("blocks", "1.0.0", 1);
    TroubleJar.make(carob, "blocks", "block");
    apply("blocks");
    anotherPodStarts();
    awaitTold("blocks", "snapshotter \"blocks\" 1.0.0", "prepare", "3 s");
    TroubleJar.make(carob, "blocks", "");
    carob.awaitReady("blocks");
    delete("blocks");
  }

  @Test
  void aDriverThatHearsNoInterruptIsStuckUntilItsLateAnswer() throws IOException {
    drop("deaf", "1.0.0", 1);
    TroubleJar.make(carob, "deaf", "deaf");
    apply("deaf");
    carob.await("the driver is stuck", () -> state("deaf").equals("stuck"));
    assertThat(driver("deaf").path("reason").asText()).contains("prepare");
    anotherPodStarts();
    TroubleJar.make(carob, "deaf", "");
    carob.awaitReady("deaf");
    carob.await("the driver serves again", () -> state("deaf").equals("serving"));
    delete("deaf");
  }

  @Test
  void threadsThatARemovedDriverLeavesAreNamed() throws IOException {
    Path jar = drop("thread", "1.0.0", 1);
    TroubleJar.make(carob, "thread", "thread");
    apply("thread");
    carob.awaitReady("thread");
    delete("thread");
    Files.delete(jar);
    carob.await("the thread is named", () -> carob.log().contains("left-by-trouble"));
    anotherPodStarts();
  }

  @Test
  void aDriverTakenAwayInTheMiddleOfACallIsFollowedByTheNext() throws IOException {
    Path jar = drop("cut", "1.0.0", 1);
    TroubleJar.make(carob, "cut", "block");
    apply("cut");
    carob.await("the call runs", () -> driver("cut").path("calls").asInt() > 0);
    Files.delete(jar);
    awaitTold("cut", "snapshotter \"cut\"");
    anotherPodStarts();
    TroubleJar.make(carob, "cut", "");
    drop("cut", "1.0.1", 1);
    carob.awaitReady("cut");
    assertThat(driver("cut").path("version").asText()).isEqualTo("1.0.1");
    delete("cut");
  }

  @Test
  void podsOfADriverThatIsTakenAwayRunOnAndWhatTheyLeaveWaitsForIt() throws IOException {
    Path jar = drop("used", "1.0.0", 1);
    apply("used");
    carob.awaitReady("used");
    long pid = carob.pid("used", "main");
    carob.exec("used", "main", "sh", "-c", "echo mine > /written").ok();
    Files.delete(jar);
    carob.await("the driver is gone", () -> driver("used").isMissingNode());
    assertThat(carob.exec("used", "main", "cat", "/written").ok().out()).isEqualTo("mine\n");
    assertThat(carob.pid("used", "main")).isEqualTo(pid);
    assertThat(carob.carob("check").out()).contains("snapshotter used, which is not there");
    send("DELETE", "/v1/resources/pods/default/used?grace=1&wait=false", "");
    awaitTold("used", "snapshotter \"used\" is not there");
    anotherPodStarts();
    assertThat(files("written")).isNotEmpty();
    drop("used", "1.0.0", 1);
    carob.await("the pod is gone", () -> pods("used").isEmpty());
    carob.await("what it has written is gone", () -> files("written").isEmpty());
  }

  @Test
  void whatALaterVersionWroteIsNotGivenToAnEarlierOne() throws IOException {
    Path jar = drop("form", "2.0.0", 2);
    apply("form");
    carob.awaitReady("form");
    Files.delete(jar);
    carob.await("the driver is gone", () -> driver("form").isMissingNode());
    jar = drop("form", "1.0.0", 1);
    apply("form-old");
    awaitTold("form-old", "written in form 2", "form 2.0.0", "install 2.0.0 again");
    anotherPodStarts();
    Files.delete(jar);
    carob.await("the driver is gone", () -> driver("form").isMissingNode());
    drop("form", "2.0.1", 2);
    carob.awaitReady("form-old");
    delete("form");
    delete("form-old");
  }

  /** Each jar takes the place of the one before, with no moment without a driver. */
  @Test
  void aJarOfAnotherFormDroppedOverTheFirstIsGivenOnlyWhatItReads() throws IOException {
    drop("mixed", "1.0.0", 1);
    apply("mixed");
    carob.awaitReady("mixed");
    long first = carob.pid("mixed", "main");
    carob.exec("mixed", "main", "sh", "-c", "echo one > /of-form-1").ok();

    drop("mixed", "2.0.0", 2);
    carob.await("the one before is gone", () -> drivers("mixed").size() == 1);
    apply("mixed-later");
    carob.awaitReady("mixed-later");
    long later = carob.pid("mixed-later", "main");
    carob.exec("mixed-later", "main", "sh", "-c", "echo two > /of-form-2").ok();

    drop("mixed", "1.0.1", 1);
    carob.await("the one before is gone", () -> drivers("mixed").size() == 1);
    apply("mixed-again");
    carob.awaitReady("mixed-again"); // the layers are of form 1
    send("DELETE", "/v1/resources/pods/default/mixed-later?grace=1&wait=false", "");
    awaitTold("mixed-later", "written in form 2", "mixed 2.0.0", "install 2.0.0 again");
    assertThat(files("of-form-2"))
        .as("nothing was taken away")
        .singleElement()
        .asString()
        .endsWith("/of-form-2");
    assertThat(carob.exec("mixed", "main", "cat", "/of-form-1").ok().out()).isEqualTo("one\n");
    assertThat(carob.pid("mixed", "main")).isEqualTo(first);
    anotherPodStarts();

    drop("mixed", "2.0.1", 2);
    carob.await("the pod is gone", () -> pods("mixed-later").isEmpty());
    carob.await("what it has written is gone", () -> files("of-form-2").isEmpty());
    assertThat(Proc.alive(later)).isFalse();
    assertThat(carob.exec("mixed", "main", "cat", "/of-form-1").ok().out()).isEqualTo("one\n");
    assertThat(carob.pid("mixed", "main")).isEqualTo(first);
    delete("mixed");
    delete("mixed-again");
  }

  @Test
  void theSecondOfTwoDriversOfOneNameStandsBy() throws IOException {
    drop("twice", "1.0.0", 1);
    Path second = new TroubleJar("twice", "trouble.twice.b", "7.0.0", 1).drop(carob, "second.jar");
    carob.await("both are listed", () -> drivers("twice").size() == 2);
    assertThat(drivers("twice"))
        .anySatisfy(
            d -> {
              assertThat(d.path("version").asText()).isEqualTo("1.0.0");
              assertThat(d.path("state").asText()).isEqualTo("serving");
            })
        .anySatisfy(
            d -> {
              assertThat(d.path("version").asText()).isEqualTo("7.0.0");
              assertThat(d.path("state").asText()).isIn("checking", "standby");
            });
    Files.delete(second);
    carob.await("the second is gone", () -> drivers("twice").size() == 1);
  }

  @Test
  void aVersionThatFailsItsSelfCheckLeavesTheOldOneServing() throws IOException {
    drop("sick", "1.0.0", 1);
    TroubleJar.make(carob, "sick", "sick");
    new TroubleJar("sick", "trouble.sick", "1.1.0", 1).drop(carob, "sick.jar");
    carob.await("it is said why", () -> carob.log().contains("this driver is sick"));
    TroubleJar.make(carob, "sick", "");
    apply("sick");
    carob.awaitReady("sick");
    assertThat(
            drivers("sick").stream()
                .filter(d -> d.path("state").asText().equals("serving"))
                .map(d -> d.path("version").asText()))
        .containsExactly("1.0.0");
    delete("sick");
  }

  @Test
  void aPodWhoseDriverNobodyHasIsToldWhichOne() throws IOException {
    apply("nobody");
    awaitTold("nobody", "snapshotter \"nobody\"");
    anotherPodStarts();
    delete("nobody");
  }

  @Test
  void aHalfCopiedJarIsUsedWhenItIsWhole() throws IOException {
    byte[] whole = new TroubleJar("half", "trouble.half", "1.0.0", 1).bytes(carob);
    Path jar = carob.drivers().resolve("half.jar");
    Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
    carob.await("the half jar is told", () -> jarReason("half.jar").contains("is not whole"));
    assertThat(driver("half").isMissingNode()).isTrue();
    anotherPodStarts();
    Files.write(jar, whole);
    carob.await("the driver serves", () -> state("half").equals("serving"));
    assertThat(jarReason("half.jar")).isEmpty();
    apply("half");
    carob.awaitReady("half");
    delete("half");
  }

  @Test
  void aConfigurationThatNamesADriverNobodyHasIsToldAndHurtsNoOther() throws IOException {
    carob.carob("config", "io.carob.engine", "snapshotter=absent").ok();
    try {
      assertThat(carob.carob("check").out())
          .contains("asks for snapshotter absent, which is not there");
      send("POST", "/v1/apply", idle("defaulted"));
      awaitTold("defaulted", "snapshotter \"absent\" is not there");
      apply("overlay");
      carob.awaitReady("overlay");
      delete("overlay");
    } finally {
      carob.carob("config", "io.carob.engine", "snapshotter=overlay").ok();
    }
    delete("defaulted");
    assertThat(carob.carob("check").out()).doesNotContain("snapshotter absent");
    anotherPodStarts();
  }

  /** Puts a driver into its folder and waits until it serves. */
  private Path drop(String driver, String version, int format) throws IOException {
    Path jar =
        new TroubleJar(driver, "trouble." + driver, version, format).drop(carob, driver + ".jar");
    carob.await(
        driver + " " + version + " serves",
        () ->
            drivers(driver).stream()
                .anyMatch(
                    d ->
                        d.path("state").asText().equals("serving")
                            && d.path("version").asText().equals(version)));
    return jar;
  }

  private List<JsonNode> drivers(String name) {
    try {
      return Stream.of(ServiceApi.get(carob.socket(), "/v1/drivers?output=json").path("drivers"))
          .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
          .filter(d -> d.path("name").asText().equals(name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why a jar in the folder for drivers is not used as it is. */
  private String jarReason(String file) {
    try {
      return Stream.of(ServiceApi.get(carob.socket(), "/v1/drivers?output=json").path("jars"))
          .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
          .filter(j -> j.path("file").asText().endsWith("/" + file))
          .map(j -> j.path("reason").asText())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode driver(String name) {
    return drivers(name).stream().findFirst().orElse(MissingNode.getInstance());
  }

  private String state(String name) {
    return driver(name).path("state").asText();
  }

  /** A pod on the driver of its name, up to the first dash. */
  private void apply(String pod) {
    send(
        "POST",
        "/v1/apply",
        idle(pod)
            .replace(
                "  name: " + pod + "\n",
                "  name: "
                    + pod
                    + "\n  annotations: {carob.io/snapshotter: "
                    + pod.replaceFirst("-.*", "")
                    + "}\n"));
  }

  private void anotherPodStarts() {
    String pod = "other" + ++others;
    send("POST", "/v1/apply", idle(pod));
    carob.awaitReady(pod);
    delete(pod);
  }

  private static String idle(String pod) {
    return Manifests.shell(pod, "Never", "trap 'exit 0' TERM; sleep 1000 & wait");
  }

  private void delete(String pod) {
    send("DELETE", "/v1/resources/pods/default/" + pod + "?grace=1", "");
  }

  private void send(String method, String target, String body) {
    try {
      ServiceApi.send(carob.socket(), method, target, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<JsonNode> pods(String name) {
    return carob.pods().stream()
        .filter(p -> p.path("metadata").path("name").asText().equals(name))
        .toList();
  }

  private void awaitTold(String pod, String... words) {
    carob.await(
        "pod " + pod + " is told " + List.of(words),
        () -> events(pod).stream().anyMatch(e -> Stream.of(words).allMatch(e::contains)));
  }

  private List<String> events(String pod) {
    try {
      JsonNode events = ServiceApi.get(carob.socket(), "/v1/events?output=json").path("events");
      return StreamSupport.stream(events.spliterator(), false)
          .filter(e -> e.toString().contains("\"" + pod + "\""))
          .map(e -> e.path("message").asText())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What pods have written under this name, and nobody has cleared yet. */
  private List<Path> files(String name) {
    try (Stream<Path> files =
        Files.find(carob.root(), 8, (f, a) -> f.getFileName().toString().equals(name))) {
      return files.toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(carob.root()); // it changes now
    }
  }
}
