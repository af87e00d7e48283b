package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The git volume and the sandbox decorator of the examples, dropped into a running node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtherExamplesIT {

  private static final String GIT = "volume/git.carob.io";
  private static final ObjectMapper JSON = new ObjectMapper();

  private CarobService carob;
  private Path temp;
  private Path repository;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    temp = folder;
    repository = Files.createDirectory(folder.resolve("site"));
    git("init", "--quiet", "--initial-branch=main");
    commit("from git");
    carob = CarobService.create();
    Files.writeString(carob.conf().resolve("io.carob.example.git.cfg"), "protocols = file\n");
    drop("volume-git");
    carob.serve();
    carob.importDemoImages();
    drop("sandbox-timed");
    carob.await("both are listed", () -> drivers().containsAll(List.of("sandbox/timed", GIT)));
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  /** A fault that one test made is no other test's. */
  @AfterEach
  void startOver() throws IOException {
    carob.deletePods();
    configure("protocols = file\n");
    carob.await("the plugin serves", () -> drivers().contains(GIT) && reason().isEmpty());
  }

  @Test
  void aTimedPodServesARepositoryOverASwapOfItsSandboxesDriver() throws Exception {
    carob.apply(pod("code")).ok();
    carob.awaitReady("code");
    assertThat(page("code")).isEqualTo("from git\n");
    long pid = carob.pid("code", "nginx");
    JsonNode times = times("code");
    assertThat(times.path("delegate").asText()).isEqualTo("pause");
    assertThat(times.path("createTotalMicros").asLong()).isPositive();
    assertThat(Instant.parse(times.path("pauseStarted").asText())).isBefore(Instant.now());

    Path next = NextJar.of("carob-sandbox", temp);
    carob.carob("bundle", "update", "sandbox", next.toString()).ok();
    commit("changed since");
    carob.apply(pod("later")).ok();
    carob.awaitReady("later");
    assertThat(page("code")).isEqualTo("from git\n");
    assertThat(page("later")).isEqualTo("changed since\n");
    assertThat(carob.pid("code", "nginx")).isEqualTo(pid);
    assertThat(drivers()).contains("sandbox/timed", "sandbox/pause", GIT);

    // The new driver tells of the end of a process that the old one started.
    ProcessHandle.of(pausePid("code")).orElseThrow().destroyForcibly();
    carob.await("the sandbox is made again", () -> started("code").isAfter(started(times)));
    carob.awaitReady("code");
    carob.carob("delete", "pod", "code", "later", "--now").ok();
  }

  @Test
  void aServiceThatComesBackFindsTimedPodsByTheDecorator() throws Exception {
    carob.apply(pod("adopted")).ok();
    carob.awaitReady("adopted");
    long pid = carob.pid("adopted", "nginx");
    JsonNode before = times("adopted");
    carob.kill();
    carob.serve();
    carob.awaitReady("adopted");
    carob.await("it was looked up", () -> times("adopted").path("findCount").asLong() > 0);
    assertThat(carob.pid("adopted", "nginx")).isEqualTo(pid);
    assertThat(started("adopted")).isEqualTo(started(before));
    carob.carob("delete", "pod", "adopted", "--now").ok();
  }

  @Test
  void aPodWhosePluginIsGoneRunsOnAndItsDeletionWaits() throws Exception {
    carob.apply(pod("left")).ok();
    carob.awaitReady("left");
    Files.delete(carob.drivers().resolve("volume-git.jar"));
    carob.await("the plugin is gone", () -> !drivers().contains(GIT));
    assertThat(page("left")).isEqualTo(Files.readString(repository.resolve("index.html")));
    assertThat(carob.carob("check").out())
        .contains("volume driver git.carob.io, which is not there");
    carob.carob("delete", "pod", "left", "--now", "--wait=false").ok();
    carob.await(
        "it is told what it waits for",
        () -> carob.carob("events").out().contains("volume \"git.carob.io\" is not there"));
    assertThat(carob.pods()).hasSize(1);
    drop("volume-git");
    carob.await("the pod is gone", () -> carob.pods().isEmpty());
  }

  @Test
  void fieldsAreCheckedWhenAPodIsApplied() {
    CarobService.Result result =
        carob.apply(pod("wrong").replace("revision: main", "revision: a..b"));
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("csi.volumeAttributes.revision");
  }

  @Test
  void aValueThatTheDriverItselfRefusesChangesNothing() throws Exception {
    CarobService.Result result =
        carob.carob("driver", "config", "git.carob.io", "protocols=gopher");
    assertThat(result.code()).isNotZero();
    assertThat(result.err()).contains("stays as it was", "gopher");
    assertThat(Files.readString(carob.conf().resolve("io.carob.example.git.cfg")))
        .isEqualTo("protocols = file\n");
    carob.await("it serves with the old value", () -> drivers().contains(GIT));
    carob.carob("driver", "config", "git.carob.io", "protocols=file,https").ok();
    carob.await("it serves with the new value", () -> drivers().contains(GIT));
  }

  @Test
  void aFileThatTheDriverItselfRefusesChangesNothing() throws Exception {
    configure("protocols = gopher\n");
    carob.await("the refusal is told", () -> reason().contains("protocols = gopher"));
    assertThat(refusal()).as("the old settings hold").isEmpty();
    awaitEvent("ConfigurationRefused.*io\\.carob\\.example\\.git\\.cfg.*gopher");
    assertThat(carob.carob("check").out())
        .containsPattern("configuration io\\.carob\\.example\\.git\\.cfg.*gopher");
    assertThat(carob.conf().resolve("io.carob.example.git.cfg")).hasContent("protocols = gopher\n");

    configure("protocols = file\n");
    carob.await("nothing is at fault", () -> reason().isEmpty());
  }

  @Test
  void aDriverThatItsFileKeepsFromStartingIsToldAndServesOnceThatIsMended() throws Exception {
    carob.kill();
    configure("protocols = gopher\n");
    carob.serve();
    carob.await("the jar is refused", () -> table().contains("protocols = gopher"));
    assertThat(drivers()).doesNotContain(GIT);
    awaitEvent("DriverRefused.*gopher");
    assertThat(carob.carob("check").out())
        .containsPattern("(?s)driver jar volume-git.*gopher")
        .containsPattern(
            "(?s)configuration io\\.carob\\.example\\.git\\.cfg: it is for.*volume-git\\.jar");

    carob.carob("config", "io.carob.example.git", "protocols=file").ok();
    carob.await("it serves", () -> drivers().contains(GIT));
    carob.await("nothing is at fault", () -> !table().contains("gopher"));
  }

  @Test
  void theDriversFileHoldsForTheNextPodAndAFaultInItChangesNothing() throws Exception {
    carob.apply(pod("before")).ok();
    carob.awaitReady("before");
    long pid = carob.pid("before", "nginx");
    configure("protocols = https\n");
    carob.await("files are not allowed any more", () -> refusal().contains("protocols in conf/"));

    configure("protocols = file\ntimeout.seconds = soon\n");
    String fault = "timeout.seconds must be a whole number from 1 to 3600, but is \"soon\"";
    carob.await("the fault is told", () -> reason().contains(fault));
    awaitEvent("ConfigurationRefused.*io\\.carob\\.example\\.git\\.cfg");
    assertThat(refusal()).as("the old settings hold").contains("protocols in conf/");
    assertThat(page("before")).isEqualTo(Files.readString(repository.resolve("index.html")));
    assertThat(carob.pid("before", "nginx")).isEqualTo(pid);

    configure("protocols = file\n");
    carob.await("files are allowed again", () -> refusal().isEmpty());
    carob.await("nothing is at fault", () -> reason().isEmpty());
    carob.apply(pod("after")).ok();
    carob.awaitReady("after");
    assertThat(page("after")).isEqualTo(Files.readString(repository.resolve("index.html")));
    assertThat(carob.pid("before", "nginx")).isEqualTo(pid);
  }

  /** As an editor does. */
  private void configure(String text) throws IOException {
    Path next = Files.writeString(carob.conf().resolve(".next"), text);
    Files.move(
        next, carob.conf().resolve("io.carob.example.git.cfg"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Why a pod with a volume would not be taken now; nothing when it would. */
  private String refusal() {
    return carob.carobWithInput(pod("any"), "apply", "--dry-run", "-f", "-").err();
  }

  /** What the list of drivers says of the plugin that serves; a dash while there is none. */
  private String reason() {
    for (JsonNode driver : carob.carob("driver", "ls", "-o", "json").json().path("drivers")) {
      if (driver.path("name").asText().equals("git.carob.io")
          && driver.path("state").asText().equals("serving")) {
        return driver.path("reason").asText();
      }
    }
    return "-";
  }

  private String pod(String name) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: site
    data:
      default.conf: |
        server {
          listen 80;
          root /srv/www;
        }
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
      annotations:
        carob.io/sandbox: timed
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: nginx
          image: demo/web:1.0
          volumeMounts:
            - {name: logs, mountPath: /var/log/nginx}
            - {name: site, mountPath: /etc/nginx/conf.d, readOnly: true}
            - {name: code, mountPath: /srv/www, readOnly: true}
      volumes:
        - name: logs
          emptyDir: {}
        - name: site
          configMap: {name: site}
        - name: code
          csi:
            driver: git.carob.io
            volumeAttributes:
              repository: file://%s
              revision: main
              depth: "1"
    """
        .formatted(name, repository);
  }

  private String page(String pod) throws IOException {
    String ip = carob.pod(pod).path("status").path("podIP").asText();
    assertThat(ip).as("address of %s: the CNI plugins give it", pod).isNotEmpty();
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://" + ip + "/index.html").toURL().openConnection();
    connection.setConnectTimeout(30_000);
    connection.setReadTimeout(30_000);
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Path sandbox(String pod) {
    String uid = carob.pod(pod).path("metadata").path("uid").asText();
    return carob.run().resolve("sandboxes").resolve(uid);
  }

  /** What is recorded; nothing while the sandbox is made again. */
  private JsonNode times(String pod) {
    try {
      return JSON.readTree(Files.readString(sandbox(pod).resolve("times.json")));
    } catch (NoSuchFileException e) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Instant started(String pod) {
    return started(times(pod));
  }

  /** The epoch while there is none, as between the end of one and the start of the next. */
  private static Instant started(JsonNode times) {
    return Instant.parse(times.path("pauseStarted").asText(Instant.EPOCH.toString()));
  }

  private long pausePid(String pod) throws IOException {
    JsonNode kept = JSON.readTree(sandbox(pod).resolve("sandbox.json").toFile());
    return kept.path("pause").path("pid").asLong();
  }

  /** An event is recorded a moment after the state that it tells of is seen. */
  private void awaitEvent(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    carob.await(
        "an event " + pattern, () -> wanted.matcher(carob.carob("events").ok().out()).find());
  }

  private String table() {
    return carob.carob("driver", "ls", "-o", "wide").out();
  }

  private List<String> drivers() {
    List<String> names = new ArrayList<>();
    try {
      ServiceApi.get(carob.socket(), "/v1/drivers?output=json")
          .path("drivers")
          .forEach(d -> names.add(d.path("type").asText() + "/" + d.path("name").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  /** Puts the jar of an example into the folder for drivers, so that it appears whole. */
  private void drop(String example) throws IOException {
    Path jar =
        CarobService.CHECKOUT
            .resolve("examples")
            .resolve(example)
            .resolve("target")
            .resolve(
                "carob-example-" + example + "-" + System.getProperty("carob.version") + ".jar");
    Path half = carob.drivers().resolve("." + example + ".part");
    Files.copy(jar, half);
    Files.move(half, carob.drivers().resolve(example + ".jar"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void commit(String text) throws IOException, InterruptedException {
    Files.writeString(repository.resolve("index.html"), text + "\n");
    git("add", "--all");
    git("commit", "--quiet", "--message=page");
  }

  private void git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of("-c", "user.name=Test", "-c", "user.email=test@localhost"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(repository.toFile()).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
