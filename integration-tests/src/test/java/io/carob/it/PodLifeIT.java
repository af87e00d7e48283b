package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The life of single pods. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodLifeIT {

  private CarobService carob;

  @BeforeAll
  void start() {
    carob = CarobService.start();
    carob.importDemoImages();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @Test
  void initContainersRunInTurnBeforeTheOthers() {
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: ordered
            spec:
              restartPolicy: Never
              volumes:
                - name: shared
                  emptyDir: {}
              initContainers:
                - name: first
                  image: demo/busybox:1.0
                  command: ["sh", "-c", "sleep 1; echo first >> /shared/order"]
                  volumeMounts: [{name: shared, mountPath: /shared}]
                - name: second
                  image: demo/busybox:1.0
                  command: ["sh", "-c", "echo second >> /shared/order"]
                  volumeMounts: [{name: shared, mountPath: /shared}]
              containers:
                - name: main
                  image: demo/busybox:1.0
                  command: ["sh", "-c", "echo main >> /shared/order; cat /shared/order"]
                  volumeMounts: [{name: shared, mountPath: /shared}]
            """)
        .ok();
    carob.awaitPhase("ordered", "Succeeded");
    assertThat(carob.carob("logs", "ordered", "-c", "main").ok().out())
        .isEqualTo("first\nsecond\nmain\n");
    carob.carob("delete", "pod", "ordered").ok();
  }

  @Test
  void sharedProcessNamespaceHasPauseAsFirstProcessAndReapsOrphans() {
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: family
            spec:
              shareProcessNamespace: true
              terminationGracePeriodSeconds: 1
              containers:
                - name: nginx
                  image: demo/web:1.0
                - name: sidecar
                  image: demo/busybox:1.0
                  command: ["sh", "-c", "(sh -c 'sleep 100001 & echo $! > /orphan') ; exec sleep 100000"]
            """)
        .ok();
    carob.awaitReady("family");
    carob.await(
        "the sidecar sees pause and nginx",
        () -> {
          String processes = carob.exec("family", "sidecar", "ps").ok().out();
          return processes.contains("nginx: master")
              && processes
                  .lines()
                  .anyMatch(l -> l.strip().startsWith("1 ") && l.contains("catatonit"));
        });
    assertThat(Proc.namespace(carob.pid("family", "nginx"), "pid"))
        .isEqualTo(Proc.namespace(carob.pid("family", "sidecar"), "pid"));
    String orphan = carob.exec("family", "sidecar", "cat", "/orphan").ok().out().strip();
    assertThat(
            carob
                .exec("family", "sidecar", "grep", "PPid", "/proc/" + orphan + "/status")
                .ok()
                .out())
        .isEqualTo("PPid:\t1\n");
    carob.exec("family", "sidecar", "kill", "-9", orphan).ok();
    // A zombie would still have its folder.
    carob.await(
        "the orphan is reaped",
        () ->
            carob
                .exec(
                    "family",
                    "sidecar",
                    "sh",
                    "-c",
                    "test -e /proc/1 && { test -e /proc/"
                        + orphan
                        + " && echo there || echo gone; }")
                .ok()
                .out()
                .equals("gone\n"));
    carob.carob("delete", "pod", "family", "--now").ok();
  }

  @Test
  void restartPoliciesAreKept() {
    carob.apply(Manifests.shell("never", "Never", "exit 3")).ok();
    carob.awaitPhase("never", "Failed");
    assertThat(terminated("never").path("exitCode").asInt()).isEqualTo(3);
    carob.apply(Manifests.shell("done", "OnFailure", "exit 0")).ok();
    carob.awaitPhase("done", "Succeeded");
    carob
        .apply(
            Manifests.shell("again", "OnFailure", "test -e /tried && exit 0; touch /tried; exit 1"))
        .ok();
    carob.awaitPhase("again", "Succeeded");
    assertThat(
            carob
                .pod("again")
                .path("status")
                .path("containerStatuses")
                .get(0)
                .path("restartCount")
                .asInt())
        .isEqualTo(1);
    carob.apply(Manifests.shell("always", "Always", "exit 0")).ok();
    carob.await(
        "the container is started again",
        () ->
            carob
                    .pod("always")
                    .path("status")
                    .path("containerStatuses")
                    .get(0)
                    .path("restartCount")
                    .asInt()
                >= 1);
    carob.carob("delete", "pod", "never", "done", "again", "always", "--now").ok();
  }

  @Test
  void previousLogIsKept() {
    carob
        .apply(
            Manifests.shell(
                "twice",
                "OnFailure",
                "test -e /tried && { echo second; exec sleep 100000; }; touch /tried; echo first;"
                    + " exit 1"))
        .ok();
    carob.await(
        "it runs the second time", () -> carob.carob("logs", "twice").out().equals("second\n"));
    assertThat(carob.carob("logs", "twice", "--previous").ok().out()).isEqualTo("first\n");
    carob.carob("delete", "pod", "twice", "--now").ok();
  }

  @Test
  void missingCommandIsAReadableStartError() {
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: nocommand
            spec:
              restartPolicy: Never
              containers:
                - name: main
                  image: demo/busybox:1.0
                  command: ["/no/such/program"]
            """)
        .ok();
    carob.awaitPhase("nocommand", "Failed");
    JsonNode terminated = terminated("nocommand");
    assertThat(terminated.path("exitCode").asInt()).isIn(127, 128);
    assertThat(terminated.path("message").asText()).contains("/no/such/program");
    carob.carob("delete", "pod", "nocommand", "--now").ok();
  }

  @Test
  void missingImageMakesThePodWaitUntilItIsImported() {
    carob.carob("image", "tag", "demo/busybox:1.0", "late/busybox:1.0").ok();
    carob.carob("image", "rm", "late/busybox:1.0").ok();
    carob
        .apply(
            Manifests.shell("late", "Never", "echo here").replace("demo/busybox", "late/busybox"))
        .ok();
    carob.await(
        "the pod says what it waits for",
        () ->
            carob.carob("describe", "pod", "late").out().contains("late/busybox:1.0")
                && carob.carob("get", "pods").out().contains("ErrImageNeverPull"));
    carob.carob("image", "tag", "demo/busybox:1.0", "late/busybox:1.0").ok();
    carob.awaitPhase("late", "Succeeded");
    carob.carob("delete", "pod", "late", "--now").ok();
    carob.carob("image", "rm", "late/busybox:1.0").ok();
  }

  @Test
  void missingConfigMapMakesThePodWaitUntilItIsThere() {
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: waits
            spec:
              restartPolicy: Never
              volumes:
                - name: files
                  configMap: {name: late-map}
              containers:
                - name: main
                  image: demo/busybox:1.0
                  command: ["cat", "/shown/key"]
                  volumeMounts: [{name: files, mountPath: /shown}]
            """)
        .ok();
    carob.await(
        "the pod says what it waits for",
        () ->
            carob
                .pod("waits")
                .path("status")
                .path("message")
                .asText()
                .contains("no config map \"late-map\""));
    assertThat(carob.pod("waits").path("status").path("phase").asText()).isEqualTo("Pending");
    assertThat(carob.carob("describe", "pod", "waits").ok().out())
        .containsPattern("FailedMount.*no config map \"late-map\"");
    carob
        .apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: late-map}
            data: {key: value}
            """)
        .ok();
    carob.awaitPhase("waits", "Succeeded");
    assertThat(carob.carob("logs", "waits").ok().out()).isEqualTo("value");
    carob.carob("delete", "pod", "waits", "--now").ok();
    carob.carob("delete", "configmap", "late-map").ok();
  }

  @Test
  void nativeCopyBehavesTheSameAndTheReportSaysThatNothingIsShared() {
    String manifest =
        Manifests.replicas()
            .replace("name: web\nspec:\n  replicas", "name: copies\nspec:\n  replicas")
            .replace(
                "      labels:\n        app: web",
                "      annotations:\n"
                    + "        carob.io/snapshotter: native-copy\n"
                    + "      labels:\n"
                    + "        app: web");
    carob.apply(manifest).ok();
    carob.await(
        "two copies run",
        () -> carob.readyPods().stream().filter(p -> p.startsWith("copies")).count() == 2);
    JsonNode report = carob.carob("sharing", "-o", "json").json();
    boolean found = false;
    for (JsonNode image : report.path("images")) {
      if (image.path("image").asText().equals("demo/web:1.0")
          && image.path("containers").get(0).path("driver").asText().equals("native-copy")) {
        found = true;
        assertThat(image.path("shared").asBoolean()).isFalse();
        assertThat(image.path("files")).isNotEmpty();
        for (JsonNode file : image.path("files")) {
          assertThat(file.path("same").asBoolean()).isFalse();
        }
      }
    }
    assertThat(found).isTrue();
    String pod =
        carob.readyPods().stream().filter(p -> p.startsWith("copies")).findFirst().orElseThrow();
    carob.await(
        "the sidecar shows the page",
        () -> carob.carob("logs", pod, "-c", "sidecar").out().contains("Served by a replica"));
    carob.carob("delete", "deployment", "copies", "--now").ok();
    carob.carob("delete", "configmap", "web").ok();
  }

  @Test
  void execPassesStreamsAndExitCode() {
    carob.apply(Manifests.shell("target", "Never", "exec sleep 100000")).ok();
    carob.awaitReady("target");
    CarobService.Result result =
        exec("", "-c", "main", "--", "sh", "-c", "echo out; echo err >&2; exit 42");
    assertThat(result.code()).isEqualTo(42);
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).contains("err\n");
    assertThat(exec("hello", "-i", "--", "cat").ok().out()).isEqualTo("hello");
    assertThat(exec("", "-c", "main", "--", "no-such-command").code()).isEqualTo(127);
    carob.carob("delete", "pod", "target", "--now").ok();
  }

  @Test
  void securityContextOfAContainerIsKept() {
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: strict
            spec:
              terminationGracePeriodSeconds: 1
              securityContext: {runAsUser: 1000, runAsGroup: 1001}
              containers:
                - name: usual
                  image: demo/busybox:1.0
                  command: ["sleep", "100000"]
                - name: strict
                  image: demo/busybox:1.0
                  command: ["sleep", "100000"]
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    runAsUser: 2000
                    capabilities: {drop: [ALL]}
            """)
        .ok();
    carob.awaitReady("strict");
    long usual = carob.pid("strict", "usual");
    long strict = carob.pid("strict", "strict");
    assertThat(Proc.status(usual, "NoNewPrivs")).isEqualTo("0");
    assertThat(Proc.status(strict, "NoNewPrivs")).isEqualTo("1");
    assertThat(Proc.status(usual, "CapBnd")).isNotEqualTo("0000000000000000");
    assertThat(Proc.status(strict, "CapBnd")).isEqualTo("0000000000000000");
    assertThat(Proc.status(usual, "Uid")).startsWith("1000\t");
    assertThat(Proc.status(strict, "Uid")).startsWith("2000\t");
    assertThat(Proc.status(strict, "Gid")).startsWith("1001\t");
    assertThat(carob.exec("strict", "usual", "touch", "/tmp/x").ok().code()).isZero();
    assertThat(carob.exec("strict", "strict", "touch", "/tmp/x").err())
        .contains("Read-only file system");
    carob.carob("delete", "pod", "strict", "--now").ok();
  }

  /** As an operator does, whose streams are those of a process. */
  private CarobService.Result exec(String input, String... words) {
    List<String> args = new ArrayList<>(List.of("exec", "target"));
    args.addAll(List.of(words));
    return carob.process(input, args.toArray(String[]::new));
  }

  private JsonNode terminated(String pod) {
    return carob
        .pod(pod)
        .path("status")
        .path("containerStatuses")
        .get(0)
        .path("state")
        .path("terminated");
  }
}
