package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.it.DroppedVolumes.Good;
import io.carob.it.DroppedVolumes.Hanging;
import io.carob.it.DroppedVolumes.Sick;
import io.carob.it.DroppedVolumes.Throwing;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Jars of all kinds come into the folder for drivers while a pod runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DropInIT {

  private static final String NAME = "io.acme.dropped";

  private CarobService carob;
  private Path temp;
  private long witness;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    temp = folder;
    carob = CarobService.create();
    policy("");
    good("0.9.0").write(at("x.jar"));
    carob.serve();
    awaitState("x.jar", "running");
    Files.delete(at("x.jar"));
    carob.carob("image", "import", CarobService.DEMO.resolve("busybox").toString()).ok();
    carob.apply(Manifests.shell("witness", "Never", "exec sleep 1000")).ok();
    carob.awaitReady("witness");
    witness = carob.pid("witness", "main");
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @AfterEach
  void emptyTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(carob.drivers())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    policy("");
    carob.await("no jar is listed", () -> jars().isEmpty());
    assertThat(Proc.alive(witness)).as("the pod that has nothing to do with it").isTrue();
  }

  private void policy(String lines) throws IOException {
    Files.writeString(
        carob.conf().resolve("io.carob.drivers.cfg"), "activation.seconds = 60\n" + lines);
  }

  private static TestJar good(String version) {
    return DriverJar.of(Good.class, NAME, version);
  }

  private Path at(String file) {
    return carob.drivers().resolve(file);
  }

  @Test
  void aJarServesPodsIsReplacedAndGoesWhilePodsRun() throws IOException {
    Path file = good("1.0.0").write(at("dropped.jar"));
    awaitState("dropped.jar", "running");
    assertThat(reads("first")).isEqualTo("1.0.0");
    long pid = carob.pid("first", "main");

    good("2.0.0").write(file);
    carob.await("version 2 serves", () -> serving().equals(Optional.of("2.0.0")));
    assertThat(reads("second")).isEqualTo("2.0.0");
    assertThat(carob.exec("first", "main", "cat", "/v/version").out()).isEqualTo("1.0.0");

    CarobService.Result refused = carob.carob("driver", "rm", "dropped");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("volume default/first/v", "--force");
    carob.carob("driver", "rm", "dropped", "--force").ok();
    assertThat(file).doesNotExist();
    assertThat(serving()).isEmpty();
    assertThat(carob.pid("first", "main")).isEqualTo(pid);
    assertThat(Proc.alive(pid)).isTrue();
    assertThat(carob.carob("check").out())
        .contains("2 volumes need volume driver dropped, which is not there");

    carob.carob("driver", "install", good("3.0.0").write(temp.resolve("3.jar")).toString()).ok();
    carob.carob("delete", "pod", "first", "second", "--now").ok();
    carob.await("nothing needs it", () -> carob.pods().size() == 1);
    carob.carob("driver", "rm", "volume/dropped").ok();
  }

  /** What a new pod finds in its volume. */
  private String reads(String pod) {
    carob
        .apply(
            Manifests.shell(pod, "Never", "exec sleep 1000")
                + "      volumeMounts: [{name: v, mountPath: /v}]\n"
                + "  volumes: [{name: v, csi: {driver: dropped}}]\n")
        .ok();
    carob.awaitReady(pod);
    return carob.exec(pod, "main", "cat", "/v/version").out();
  }

  @Test
  void aNewVersionThatIsSickLeavesTheOldOneServing() throws IOException {
    good("1.0.0").write(at("dropped.jar"));
    awaitState("dropped.jar", "running");
    DriverJar.of(Sick.class, NAME, "2.0.0").write(at("dropped.jar"));
    awaitReason("dropped.jar", "version 1.0.0 runs on", "volume/dropped", "no disk today");
    assertThat(serving()).contains("1.0.0");
    assertThat(carob.carob("events").out())
        .containsPattern("DriverRefused .*2\\.0\\.0 of io\\.acme\\.dropped.*no disk today");
    CarobService.Result result =
        carob.carob(
            "driver",
            "install",
            DriverJar.of(Sick.class, NAME, "3.0.0").write(temp.resolve("sick.jar")).toString());
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("sick.jar was not installed", "no disk today");
    assertThat(serving()).contains("1.0.0");
  }

  @Test
  void aBrokenJarIsRefusedAndAHalfOneWaitsForTheRest() throws IOException {
    Files.writeString(at("broken.jar"), "no jar at all");
    byte[] whole = good("1.0.0").bytes();
    Files.write(at("half.jar"), Arrays.copyOf(whole, whole.length / 2));
    awaitReason("broken.jar", "is no jar");
    awaitReason("half.jar", "is not whole");
    assertThat(state("broken.jar")).isEqualTo("refused");
    assertThat(state("half.jar")).isEqualTo("waiting");
    Files.write(at("half.jar"), whole);
    awaitState("half.jar", "running");
    assertThat(serving()).contains("1.0.0");
  }

  @Test
  void whatAJarMissesIsSaidInWords() throws IOException {
    DriverJar.of(Good.class, "io.acme.missing", "1.0.0")
        .header("Import-Package", "io.carob.api.volume,org.acme.missing;version=\"[1.2,2)\"")
        .write(at("missing.jar"));
    DriverJar.of(Good.class, "io.acme.tomorrow", "1.0.0")
        .header("Import-Package", "io.carob.api.volume;version=\"[9,10)\"")
        .write(at("tomorrow.jar"));
    DriverJar.of(Throwing.class, "io.acme.throwing", "1.0.0").write(at("throwing.jar"));
    awaitReason(
        "missing.jar",
        "needs org.acme.missing [1.2,2), which no bundle here exports",
        "install a bundle that exports it");
    awaitReason("tomorrow.jar", "needs io.carob.api.volume [9,10), this Carob has 1.");
    awaitReason("throwing.jar", "cannot be made", "no room today");
    assertThat(jars()).allSatisfy(jar -> assertThat(text(jar, "state")).isEqualTo("refused"));
    assertThat(serving()).isEmpty();
    assertThat(carob.carob("bundle", "ls").out())
        .doesNotContain("io.acme.missing", "io.acme.tomorrow", "io.acme.throwing");
    assertThat(carob.carob("driver", "ls", "-o", "wide").out())
        .containsPattern("jar +missing.jar +1.0.0 +refused .*needs org.acme.missing");
    assertThat(carob.carob("driver", "describe", "tomorrow.jar").out())
        .contains("build the driver with the carob-api of this Carob");
  }

  @Test
  void ofTwoDriversOfOneNameTheFirstServesUntilItGoes() throws IOException {
    good("1.0.0").write(at("a.jar"));
    awaitState("a.jar", "running");
    DriverJar.of(Good.class, "io.acme.other", "5.0.0").write(at("b.jar"));
    good("6.0.0").write(at("c.jar"));
    awaitState("b.jar", "running");
    awaitReason("c.jar", "is bundle io.acme.dropped, as a.jar is already");
    carob.await("it stands by", () -> standby().isPresent());
    assertThat(text(standby().orElseThrow(), "source")).isEqualTo("io.acme.other");
    assertThat(text(standby().orElseThrow(), "reason")).contains(NAME);
    assertThat(serving()).contains("1.0.0");
    Files.delete(at("a.jar"));
    carob.await("the other one serves", () -> serving().equals(Optional.of("5.0.0")));
    awaitState("c.jar", "running");
  }

  @Test
  void aJarThatHangsHoldsNobodyUp() throws IOException {
    Files.writeString(carob.conf().resolve("io.carob.drivers.cfg"), "activation.seconds = 1\n");
    DriverJar.of(Hanging.class, "io.acme.hanging", "1.0.0").write(at("hanging.jar"));
    awaitState("hanging.jar", "hanging");
    awaitReason("hanging.jar", "has not ended after 1 s", "DroppedVolumes$Hanging");
    policy("");
    good("1.0.0").write(at("x.jar"));
    awaitState("x.jar", "running");
    assertThat(carob.carob("driver", "ls", "-o", "wide").out())
        .containsPattern("jar +hanging.jar +1.0.0 +hanging .*Mend the driver");
    Path store = carob.conf().resolve("io.carob.image.store.cfg");
    String before = Files.readString(store);
    Files.writeString(store, before.replace("gc.high.watermark =", "gc.high.watermark = nonsense"));
    carob.await("configuration takes effect", () -> carob.log().contains("nonsense"));
    Files.writeString(store, before);
  }

  @Test
  void aPolicyHoldsForJarsAndItsChangeLooksAtTheRefusedOnesAgain() throws Exception {
    policy("checksum = required\n");
    Path file = good("1.0.0").write(at("x.jar"));
    awaitReason("x.jar", "has no checksum");
    Files.writeString(at("x.jar.sha256"), "0".repeat(64) + "  x.jar\n");
    awaitReason("x.jar", "is not what x.jar.sha256 beside it stands for");
    Files.writeString(at("x.jar.sha256"), sha256(file) + "  x.jar\n");
    awaitState("x.jar", "running");

    policy("signature = required\nsignature.certificates = " + certificates() + "\n");
    DriverJar.of(Good.class, "io.acme.unsigned", "1.0.0").write(at("y.jar"));
    awaitReason("y.jar", "is not signed, which conf/io.carob.drivers.cfg requires");
    assertThat(state("x.jar")).as("what runs is not looked at again").isEqualTo("running");
    policy("");
    awaitState("y.jar", "running");
  }

  private static String sha256(Path file) throws IOException, GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  /** A folder with the certificate of somebody who has signed nothing here. */
  private Path certificates() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(temp.resolve("certificates"));
    List<String> store =
        List.of("-keystore", temp.resolve("a.p12").toString(), "-storepass", "secret");
    keytool(store, "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=a");
    keytool(store, "-exportcert", "-alias", "a", "-file", folder.resolve("a.crt").toString());
    return folder;
  }

  private static void keytool(List<String> store, String... arguments)
      throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    ProcessBuilder builder = new ProcessBuilder(tool.toString());
    builder.command().addAll(List.of(arguments));
    builder.command().addAll(store);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private JsonNode listed() {
    try {
      return ServiceApi.get(carob.socket(), "/v1/drivers?output=json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<JsonNode> jars() {
    return items("jars").toList();
  }

  private Stream<JsonNode> items(String name) {
    return StreamSupport.stream(listed().path(name).spliterator(), false);
  }

  private Optional<JsonNode> jar(String file) {
    return jars().stream().filter(jar -> text(jar, "file").endsWith("/" + file)).findFirst();
  }

  private String state(String file) {
    return jar(file).map(jar -> text(jar, "state")).orElse("");
  }

  private void awaitState(String file, String state) {
    carob.await(
        file + " is " + state,
        () ->
            jar(file)
                .filter(jar -> text(jar, "state").equals(state))
                .filter(jar -> !state.equals("running") || text(jar, "reason").isEmpty())
                .isPresent());
  }

  private void awaitReason(String file, String... words) {
    carob.await(
        file + " says " + List.of(words),
        () ->
            jar(file)
                .filter(jar -> Stream.of(words).allMatch(text(jar, "reason")::contains))
                .isPresent());
  }

  private Stream<JsonNode> dropped(String state) {
    return items("drivers")
        .filter(driver -> text(driver, "name").equals("dropped"))
        .filter(driver -> text(driver, "state").equals(state));
  }

  /** The version of what serves. */
  private Optional<String> serving() {
    return dropped("serving").map(driver -> text(driver, "version")).findFirst();
  }

  private Optional<JsonNode> standby() {
    return dropped("standby").findFirst();
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }
}
