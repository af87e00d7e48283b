package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverStatus;
import io.carob.api.embed.Carob;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.ResourceKey;
import io.carob.api.sandbox.ExecSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The main cases of a pod's life in the home of a plain Java program. */
class EmbeddedLifeIT {

  private static final String SHELLS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shells}
      spec:
        replicas: 2
        selector: {matchLabels: {app: shells}}
        template:
          metadata: {labels: {app: shells}}
          spec:
            containers:
              - {name: main, image: "demo/busybox:1.0", command: ["sleep", "100000"]}
      """;

  private EmbeddedNodes nodes;

  @BeforeEach
  void make() {
    nodes = new EmbeddedNodes();
  }

  @AfterEach
  void end() {
    nodes.close();
  }

  @Test
  void replicasShareTheirImageAndWriteApart() throws IOException {
    Carob carob = nodes.start();
    apply(carob, SHELLS);
    nodes.await("two replicas run", () -> running(carob).size() == 2);
    List<PodInfo> pods = running(carob);
    Set<Object> inodes = new HashSet<>();
    for (PodInfo pod : pods) {
      inodes.add(Files.getAttribute(Proc.root(pid(pod), "/bin/busybox"), "unix:ino"));
    }
    assertThat(inodes).hasSize(1);
    assertThat(exec(carob, pods.get(0).name(), "sh", "-c", "echo mine > /own")).isEmpty();
    assertThat(Proc.root(pid(pods.get(0)), "/own")).hasContent("mine");
    assertThat(Proc.root(pid(pods.get(1)), "/own")).doesNotExist();
  }

  @Test
  void aDeletedReplicaIsReplacedAndTheirNumberFollows() {
    Carob carob = nodes.start();
    apply(carob, SHELLS);
    nodes.await("two replicas run", () -> running(carob).size() == 2);
    String victim = running(carob).get(0).name();
    carob
        .resources()
        .delete(new ResourceKey("Pod", "default", victim), Optional.of(Duration.ZERO))
        .orTimeout(2, TimeUnit.MINUTES)
        .join();
    nodes.await("another one takes its place", () -> running(carob).size() == 2);
    assertThat(running(carob)).noneMatch(pod -> pod.name().equals(victim));
    carob.resources().scale(new ResourceKey("Deployment", "default", "shells"), 1);
    nodes.await(
        "one is left",
        () -> carob.pods().list(Optional.empty()).size() == 1 && running(carob).size() == 1);
  }

  @Test
  void containersShareAVolumeAndALimitHoldsTheirWriter() throws IOException {
    Carob carob = nodes.start();
    apply(
        carob,
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: two}
        spec:
          volumes: [{name: shared, emptyDir: {}}]
          containers:
            - name: main
              image: demo/busybox:1.0
              command: ["sleep", "100000"]
              resources: {limits: {ephemeral-storage: 32Mi}}
              volumeMounts: [{name: shared, mountPath: /data}]
            - name: other
              image: demo/busybox:1.0
              command: ["sh", "-c", "until test -e /data/word; do sleep 0.1; done; cat /data/word; sleep 100000"]
              volumeMounts: [{name: shared, mountPath: /data, readOnly: true}]
        """);
    nodes.await("the pod runs", () -> running(carob).size() == 1);
    assertThat(exec(carob, "two", "sh", "-c", "echo hi > /data/.word; mv /data/.word /data/word"))
        .isEmpty();
    nodes.await("the other reads it", () -> nodes.log(carob, "two", "other").equals("hi\n"));
    assertThat(
            exec(
                carob,
                "two",
                "sh",
                "-c",
                "dd if=/dev/zero of=/big bs=1024 count=40000 2>&1 | grep -c 'No space left'"))
        .isEqualTo("1\n");
  }

  @Test
  void aPodOutlivesAKilledProgramAndIsAdoptedByTheNext() throws Exception {
    Process program = nodes.program();
    long pid;
    try (BufferedReader out = program.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.startsWith("runs ")) {
        line = out.readLine();
      }
      assertThat(line).as("the program says so once its pod runs").isNotNull();
      pid = Long.parseLong(line.substring("runs ".length()));
      assertThat(program.destroyForcibly().waitFor()).isNotZero();
    }
    assertThat(Proc.alive(pid)).isTrue();
    Carob carob = nodes.start();
    nodes.await("the pod is adopted", () -> running(carob).size() == 1);
    assertThat(pid(running(carob).get(0))).isEqualTo(pid);
    assertThat(exec(carob, EmbeddedProgram.POD, "cat", "/word")).isEqualTo("before\n");
    carob.close();
    assertThat(Proc.alive(pid)).as("close leaves pods running").isTrue();
    Carob again = nodes.start();
    nodes.await("it is adopted once more", () -> running(again).size() == 1);
    assertThat(pid(running(again).get(0))).isEqualTo(pid);
  }

  @Test
  void twoNodesInOneProgramKeepApartButNotOnOneFolder() {
    Carob carob = nodes.start();
    assertThat(carob.drivers())
        .allMatch(driver -> driver.state() == DriverStatus.State.SERVING)
        .extracting(driver -> driver.info().type() + "/" + driver.info().name())
        .contains("snapshotter/overlay", "snapshotter/native-copy", "sandbox/pause", "runtime/oci")
        .contains("volume/emptyDir", "volume/hostPath", "volume/configMap");
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> nodes.builder().start());
    assertThat(thrown.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    try (EmbeddedNodes others = new EmbeddedNodes()) {
      assertThat(others.start().pods().list(Optional.empty())).isEmpty();
    }
    carob.close();
    carob.close();
    assertThat(nodes.start().drivers()).isNotEmpty();
  }

  @Test
  void whatBecomesOfDriversIsAnEventWhateverTheirType() {
    Carob carob = nodes.start();
    for (String driver :
        List.of(
            "Driver/snapshotter/overlay",
            "Driver/sandbox/pause",
            "Driver/runtime/oci",
            "Driver/volume/emptyDir")) {
      nodes.await("the coming of " + driver + " is told", () -> came(carob, driver));
    }
  }

  private static boolean came(Carob carob, String driver) {
    return carob.events().list().stream()
        .anyMatch(
            event ->
                event.reason().equals("DriverCame") && event.subject().toString().equals(driver));
  }

  @Test
  void whatNobodyKnowsIsRefusedAndNothingStaysOpen() {
    for (Carob.Builder wrong :
        List.of(
            nodes.builder().set("io.carob.engin", "snapshotter", "overlay"),
            nodes.builder().set("io.carob.engine", "snapshoter", "overlay"),
            nodes.builder().set("io.carob.image.store", "gc.interval.minutes", "often"),
            nodes.builder().set("io.carob.engine", "driver.call.seconds", "-5"),
            nodes.builder().set("io.carob.image.store", "gc.min.age.minutes", "-1"),
            nodes.builder().set("io.carob.sandbox", "runtime", "runc"))) {
      CarobException thrown = catchThrowableOfType(CarobException.class, wrong::start);
      assertThat(thrown.code()).as(thrown.toString()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
    assertThat(nodes.start().drivers()).isNotEmpty();
  }

  @Test
  void dataOfANewerReleaseIsRefusedAndLeftAsItIs() throws IOException {
    Carob carob = nodes.start();
    Path mark = nodes.root().resolve("carob.version");
    assertThat(mark).content().startsWith("{\"format\": 1, \"release\": \"" + release() + "\"");
    carob.close();
    String newer = "{\"format\": 99, \"release\": \"9.0.0\"}\n";
    Files.writeString(mark, newer);
    CarobException thrown =
        catchThrowableOfType(CarobException.class, () -> nodes.builder().start());
    assertThat(thrown.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION);
    assertThat(thrown).hasMessageContainingAll("9.0.0", "format 99", release());
    assertThat(mark).hasContent(newer);
    Files.writeString(mark, "{\"format\": 1, \"release\": \"0.0.9\"}\n");
    assertThat(nodes.start().drivers()).isNotEmpty();
    assertThat(mark).content().contains(release());
  }

  /** As a bundle's version has it, which is what the service writes. */
  private static String release() {
    return String.valueOf(System.getProperty("carob.version")).replace('-', '.');
  }

  private static void apply(Carob carob, String manifest) {
    assertThat(carob.resources().apply(manifest, "default", false)).isNotEmpty();
  }

  private static List<PodInfo> running(Carob carob) {
    return EmbeddedNodes.running(carob);
  }

  private static long pid(PodInfo pod) {
    return EmbeddedNodes.pid(pod);
  }

  private static String exec(Carob carob, String pod, String... command) throws IOException {
    try (ExecSession session =
        carob.pods().exec("default", pod, Optional.empty(), List.of(command))) {
      session.stdin().close();
      String printed = new String(session.stdout().readAllBytes(), StandardCharsets.UTF_8);
      return printed + new String(session.stderr().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
