package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What those see who run the service: health, metrics, log levels, and what support gets. */
class OpsIT {

  private static final String SECRET = "hunter2";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void aServiceCanBeWatched() throws IOException {
    try (CarobService carob = CarobService.create()) {
      Files.writeString(
          carob.conf().resolve("log.properties"),
          "log.format = json\nlevel.io.carob.some = WARN\n");
      carob.serve();
      carob.await("it is healthy", () -> carob.carob("health").code() == 0);
      health(carob);
      levels(carob);
      metrics(carob);
      log(carob);
      gogo(carob);
      support(carob);
      supportOfOneThatHangs(carob);
      carob.carob("stop").ok();
      supportWithoutService(carob);
    }
  }

  private static void health(CarobService carob) {
    assertThat(carob.carob("health").ok().out())
        .contains("framework", "api", "timer", "services", "default drivers", "pods", "disk");
    assertThat(carob.carob("health", "live").ok().out()).doesNotContain("ready");
    carob.carob("bundle", "stop", "io.carob.sandbox").ok();
    carob.await("it is not ready", () -> carob.carob("health", "ready").code() == 1);
    assertThat(carob.carob("health", "ready").out()).contains("DOWN", "sandbox pause");
    assertThat(carob.carob("health", "live").code()).as("it lives").isZero();
    carob.carob("bundle", "start", "io.carob.sandbox").ok();
    carob.await("it is healthy again", () -> carob.carob("health", "ready").code() == 0);
  }

  private static void levels(CarobService carob) throws IOException {
    assertThat(carob.carob("log", "level").ok().out()).contains("ROOT", "io.carob.some");
    carob.carob("log", "level", "io.carob.engine", "debug").ok();
    assertThat(carob.carob("log", "level", "io.carob.engine").ok().out()).contains("DEBUG");
    assertThat(carob.carob("log", "level", "io.carob.engine", "loud").err()).contains("no level");
    carob.carob("log", "level", "io.carob.rest", "warn", "--save").ok();
    assertThat(Files.readString(carob.conf().resolve("log.properties")))
        .contains("log.format = json", "level.io.carob.rest = WARN")
        .doesNotContain("io.carob.engine");
    waits(carob, "loud");
    carob.await("the engine tells more", () -> debugged(carob, "loud") > 0);
    carob.carob("log", "level", "io.carob.engine", "info").ok();
    waits(carob, "quiet");
    carob.carob("delete", "pod", "quiet", "--now").ok();
    assertThat(debugged(carob, "quiet")).isZero();
    carob.carob("delete", "pod", "loud", "--now").ok();
  }

  /** Applies a pod, and waits until the engine has looked at it. */
  private static void waits(CarobService carob, String pod) {
    carob.apply(Manifests.shell(pod, "Never", ":")).ok();
    carob.await(
        pod + " waits for its image",
        () -> carob.pod(pod).toString().contains("ErrImageNeverPull"));
  }

  /** How many lines of level DEBUG the engine has logged about a pod. */
  private static long debugged(CarobService carob, String pod) {
    return carob
        .log()
        .lines()
        .map(OpsIT::json)
        .filter(line -> line.path("level").asText().equals("DEBUG"))
        .filter(line -> line.path("logger").asText().startsWith("io.carob.engine"))
        .filter(line -> line.path("context.pod").asText().equals("default/" + pod))
        .count();
  }

  /** Nothing of a line that is not whole yet. */
  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static void metrics(CarobService carob) {
    String text =
        CarobService.run(
                new ProcessBuilder(
                    "curl", "-sS", "--unix-socket", carob.socket().toString(), "http://c/metrics"),
                "")
            .ok()
            .out();
    assertThat(text)
        .contains(
            "# TYPE carob_pods gauge\n",
            "carob_driver_serving{name=\"overlay\",type=\"snapshotter\"",
            "# TYPE carob_driver_calls_total counter\n",
            "carob_driver_changes_total{change=\"came\",type=\"sandbox\"} ",
            "# TYPE carob_events_total counter\n",
            "carob_gc_runs_total{result=\"ok\"} 0\n",
            "# TYPE carob_http_request_seconds histogram\n",
            "jvm_memory_pool_used_bytes{pool=\"Metaspace\"} ");
  }

  private static void gogo(CarobService carob) throws IOException {
    assertThat(carob.carob("gogo", "lb | grep 'Carob Engine'").ok().out())
        .contains("Active")
        .doesNotContain("Carob REST");
    assertThat(carob.carob("gogo", "drivers | grep overlay").ok().out())
        .contains("snapshotter\toverlay\t", "SERVING")
        .doesNotContain("native-copy");
    assertThat(carob.carob("gogo", "carob:health").ok().out()).contains("framework\tLIVE\tOK");
    assertThat(carob.carob("gogo", "carob:swap /no/such.jar").code()).isEqualTo(1);
    Path settings = carob.conf().resolve("io.carob.rest.cfg");
    String before = Files.readString(settings);
    carob.carob("config", "io.carob.rest", "gogo=off").ok();
    assertThat(carob.carob("gogo", "lb").err()).contains("gogo = on");
    Files.writeString(settings, before);
  }

  private static void log(CarobService carob) throws IOException {
    List<String> lines = Files.readAllLines(carob.serviceLog());
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      assertThat(JSON.readTree(line).path("message").asText()).as(line).isNotEmpty();
    }
  }

  private static void support(CarobService carob) throws IOException {
    carob
        .apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, annotations: {mine: hunter2}}
            data: {any: hunter2}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: keeper}
            spec:
              containers:
                - name: app
                  image: nobody/has-this:1
                  command: [sh, --password, hunter2]
                  env: [{name: PLAIN, value: hunter2}]
            """)
        .ok();
    Files.writeString(
        carob.conf().resolve("mine.properties"),
        "my.password = hunter2\nproxy = http://me:hunter2@proxy/\nplain = 7\n");
    Path archive = carob.run().resolve("support.tar.gz");
    carob.carob("support", archive.toString()).ok();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .isEqualTo("rw-------");
    Path out = Files.createDirectory(carob.run().resolve("support"));
    CarobService.run(
            new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", out.toString()), "")
        .ok();
    Path all = out.resolve("carob-support");
    assertThat(Files.readString(all.resolve("versions.txt"))).contains("carob: 0.");
    for (String name :
        List.of(
            "versions.txt",
            "components.txt",
            "log.txt",
            "health.json",
            "resources.json",
            "threads.txt",
            "host/mounts.txt",
            "conf/mine.properties")) {
      assertThat(Files.readString(all.resolve(name))).as(name).isNotEmpty();
    }
    assertThat(Files.readString(all.resolve("resources.json"))).contains("keeper", "settings");
    CarobService.Result found =
        CarobService.run(new ProcessBuilder("grep", "-r", SECRET, all.toString()), "");
    assertThat(found.out()).as("secrets").isEmpty();
    assertThat(found.code()).isEqualTo(1);
  }

  private static void supportOfOneThatHangs(CarobService carob) throws IOException {
    Path archive = carob.run().resolve("hangs.tar.gz");
    signal(carob, "STOP");
    try {
      CarobService.Result made =
          carob.carob("support", "--request-timeout", "2", archive.toString()).ok();
      assertThat(made.err()).contains("does not answer within 2 s", "what files tell");
    } finally {
      signal(carob, "CONT");
    }
  }

  private static void signal(CarobService carob, String signal) {
    CarobService.run(
            new ProcessBuilder("kill", "-" + signal, Long.toString(carob.servicePid())), "")
        .ok();
  }

  private static void supportWithoutService(CarobService carob) throws IOException {
    Path archive = carob.run().resolve("files.tar.gz");
    CarobService.Result made = carob.carob("support", archive.toString()).ok();
    assertThat(made.err()).contains("what files tell");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .isEqualTo("rw-------");
    Path out = Files.createDirectory(carob.run().resolve("files"));
    CarobService.run(
            new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", out.toString()), "")
        .ok();
    Path all = out.resolve("carob-support");
    assertThat(Files.readString(all.resolve("files/bundles.txt"))).contains("carob-engine");
    assertThat(Files.readString(all.resolve("versions.txt"))).contains(carob.run().toString());
    assertThat(Files.readString(all.resolve("conf/mine.properties")))
        .contains("my.password = ***", "plain = 7");
    CarobService.Result found =
        CarobService.run(new ProcessBuilder("grep", "-r", SECRET, all.toString()), "");
    assertThat(found.code()).as(found.out()).isEqualTo(1);
  }
}
