package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The life of single pods, which is the same in each home. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PodLifeCases {

  private PodHome home;

  /** Starts a home, which is closed after the last case. */
  abstract PodHome open();

  @BeforeAll
  void start() {
    home = open();
  }

  @AfterAll
  void stop() {
    home.close();
  }

  @Test
  void initContainersRunInTurnBeforeTheOthers() {
    home.apply(
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
            """);
    awaitPhase("ordered", "Succeeded");
    assertThat(home.log("ordered", "main")).isEqualTo("first\nsecond\nmain\n");
    delete("ordered");
  }

  @Test
  void sharedProcessNamespaceHasPauseAsFirstProcessAndReapsOrphans() {
    home.apply(
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
            """);
    awaitReady("family");
    home.await(
        "the sidecar sees pause and nginx",
        () -> {
          String processes = exec("family", "sidecar", "ps").ok().out();
          return processes.contains("nginx: master")
              && processes
                  .lines()
                  .anyMatch(l -> l.strip().startsWith("1 ") && l.contains("catatonit"));
        });
    assertThat(Proc.namespace(home.pid("family", "nginx"), "pid"))
        .isEqualTo(Proc.namespace(home.pid("family", "sidecar"), "pid"));
    String orphan = exec("family", "sidecar", "cat", "/orphan").ok().out().strip();
    assertThat(exec("family", "sidecar", "grep", "PPid", "/proc/" + orphan + "/status").ok().out())
        .isEqualTo("PPid:\t1\n");
    exec("family", "sidecar", "kill", "-9", orphan).ok();
    // A zombie would still have its folder.
    home.await(
        "the orphan is reaped",
        () ->
            exec(
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
    delete("family");
  }

  @Test
  void missingCommandIsAReadableStartError() {
    home.apply(
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
            """);
    awaitPhase("nocommand", "Failed");
    JsonNode terminated = terminated("nocommand");
    assertThat(terminated.path("exitCode").asInt()).isIn(127, 128);
    assertThat(terminated.path("message").asText()).contains("/no/such/program");
    delete("nocommand");
  }

  @Test
  void securityContextOfAContainerIsKept() {
    home.apply(
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
            """);
    awaitReady("strict");
    long usual = home.pid("strict", "usual");
    long strict = home.pid("strict", "strict");
    assertThat(Proc.status(usual, "NoNewPrivs")).isEqualTo("0");
    assertThat(Proc.status(strict, "NoNewPrivs")).isEqualTo("1");
    assertThat(Proc.status(usual, "CapBnd")).isNotEqualTo("0000000000000000");
    assertThat(Proc.status(strict, "CapBnd")).isEqualTo("0000000000000000");
    assertThat(Proc.status(usual, "Uid")).startsWith("1000\t");
    assertThat(Proc.status(strict, "Uid")).startsWith("2000\t");
    assertThat(Proc.status(strict, "Gid")).startsWith("1001\t");
    assertThat(exec("strict", "usual", "touch", "/tmp/x").ok().code()).isZero();
    assertThat(exec("strict", "strict", "touch", "/tmp/x").err()).contains("Read-only file system");
    delete("strict");
  }

  @Test
  void restartPoliciesAreKept() {
    home.apply(Manifests.shell("never", "Never", "exit 3"));
    home.apply(Manifests.shell("done", "OnFailure", "exit 0"));
    home.apply(
        Manifests.shell("again", "OnFailure", "test -e /tried && exit 0; touch /tried; exit 1"));
    home.apply(Manifests.shell("always", "Always", "exit 0"));
    awaitPhase("never", "Failed");
    assertThat(terminated("never").path("exitCode").asInt()).isEqualTo(3);
    assertThat(restarts("never")).isZero();
    awaitPhase("done", "Succeeded");
    assertThat(restarts("done")).isZero();
    awaitPhase("again", "Succeeded");
    assertThat(restarts("again")).isEqualTo(1);
    home.await("the container is started again", () -> restarts("always") >= 1);
    delete("never", "done", "again", "always");
  }

  @Test
  void previousLogIsKept() {
    home.apply(
        Manifests.shell(
            "twice",
            "OnFailure",
            "test -e /tried && { echo second; exec sleep 100000; }; touch /tried; echo first;"
                + " exit 1"));
    home.await("it runs the second time", () -> home.log("twice", "main").equals("second\n"));
    assertThat(home.previousLog("twice", "main")).isEqualTo("first\n");
    delete("twice");
  }

  @Test
  void killedContainerIsStartedAgainOnItsLayerAndTheOtherGoesOn() {
    home.apply(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: killed}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
            - {name: main, image: "demo/busybox:1.0", command: ["sleep", "100000"]}
            - {name: other, image: "demo/busybox:1.0", command: ["sleep", "100000"]}
        """);
    awaitReady("killed");
    exec("killed", "main", "sh", "-c", "echo mine > /kept").ok();
    long main = home.pid("killed", "main");
    long other = home.pid("killed", "other");
    String network = Proc.namespace(main, "net");
    assertThat(ProcessHandle.of(main).orElseThrow().destroyForcibly()).isTrue();
    home.await(
        "it runs again",
        () -> home.pid("killed", "main") != main && home.pid("killed", "main") != 0);
    awaitReady("killed");
    assertThat(exec("killed", "main", "cat", "/kept").ok().out()).isEqualTo("mine\n");
    assertThat(Proc.namespace(home.pid("killed", "main"), "net")).isEqualTo(network);
    assertThat(home.pid("killed", "other")).isEqualTo(other);
    assertThat(Proc.alive(other)).isTrue();
    assertThat(status("killed", 0).at("/lastState/terminated/exitCode").asInt()).isEqualTo(137);
    assertThat(restarts("killed")).isEqualTo(1);
    assertThat(status("killed", 1).path("restartCount").asInt(-1)).isZero();
    delete("killed");
  }

  @Test
  void missingImageMakesThePodWaitUntilItIsThere() {
    home.apply(
        Manifests.shell("late", "Never", "echo here").replace("demo/busybox", "late/busybox"));
    home.await("the pod says what it waits for", () -> waitsFor("ErrImageNeverPull", "late/busy"));
    assertThat(phase("late")).isEqualTo("Pending");
    home.tag("demo/busybox:1.0", "late/busybox:1.0");
    awaitPhase("late", "Succeeded");
    assertThat(home.log("late", "main")).isEqualTo("here\n");
    delete("late");
    home.untag("late/busybox:1.0");
  }

  private boolean waitsFor(String reason, String message) {
    JsonNode waiting = status("late", 0).at("/state/waiting");
    return waiting.path("reason").asText().equals(reason)
        && waiting.path("message").asText().contains(message);
  }

  @Test
  void missingConfigMapMakesThePodWaitUntilItIsThere() {
    home.apply(
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
        """);
    String missing = "no config map \"late-map\"";
    home.await(
        "the pod says what it waits for",
        () ->
            home.pod("waits").at("/status/message").asText().contains(missing)
                && home.told("FailedMount", "waits", missing));
    assertThat(phase("waits")).isEqualTo("Pending");
    home.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: late-map}
        data: {key: value}
        """);
    awaitPhase("waits", "Succeeded");
    assertThat(home.log("waits", "main")).isEqualTo("value");
    delete("waits");
    home.delete("ConfigMap", "late-map");
  }

  @Test
  void podsOnNativeCopyBehaveTheSameAndShareNothing() throws IOException {
    for (String pod : List.of("copy", "second")) {
      home.apply(
          Manifests.shell(pod, "Always", "echo runs; exec sleep 100000")
              .replace(
                  "  name: " + pod + "\n",
                  "  name: " + pod + "\n  annotations: {carob.io/snapshotter: native-copy}\n"));
    }
    Set<Object> inodes = new HashSet<>();
    for (String pod : List.of("copy", "second")) {
      awaitReady(pod);
      home.await("it says so", () -> home.log(pod, "main").equals("runs\n"));
      assertThat(home.snapshotter(pod, "main")).isEqualTo("native-copy");
      long pid = home.pid(pod, "main");
      assertThat(Proc.mountinfo(pid))
          .filteredOn(line -> line.split(" ", -1)[4].equals("/"))
          .singleElement()
          .satisfies(line -> assertThat(line).doesNotContain(" - overlay "));
      inodes.add(Files.getAttribute(Proc.root(pid, "/bin/busybox"), "unix:ino"));
    }
    assertThat(inodes).hasSize(2);
    exec("copy", "main", "touch", "/own").ok();
    assertThat(Proc.root(home.pid("second", "main"), "/own")).doesNotExist();
    delete("copy", "second");
  }

  @Test
  void execPassesStreamsAndExitCode() {
    home.apply(Manifests.shell("target", "Never", "exec sleep 100000"));
    awaitReady("target");
    CarobService.Result result =
        exec("target", "main", "sh", "-c", "echo out; echo err >&2; exit 42");
    assertThat(result.code()).isEqualTo(42);
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).contains("err\n");
    assertThat(home.exec("hello", "target", "main", "cat").ok().out()).isEqualTo("hello");
    assertThat(exec("target", "main", "no-such-command").code()).isEqualTo(127);
    delete("target");
  }

  private void awaitReady(String pod) {
    home.await("pod " + pod + " is ready", () -> CarobService.ready(home.pod(pod)));
  }

  private void awaitPhase(String pod, String phase) {
    home.await("pod " + pod + " is " + phase, () -> phase(pod).equals(phase));
  }

  private String phase(String pod) {
    return home.pod(pod).at("/status/phase").asText();
  }

  private JsonNode status(String pod, int container) {
    return home.pod(pod).at("/status/containerStatuses/" + container);
  }

  private int restarts(String pod) {
    return status(pod, 0).path("restartCount").asInt(-1);
  }

  private JsonNode terminated(String pod) {
    return status(pod, 0).at("/state/terminated");
  }

  private CarobService.Result exec(String pod, String container, String... command) {
    return home.exec("", pod, container, command);
  }

  private void delete(String... pods) {
    for (String pod : pods) {
      home.delete("Pod", pod);
    }
  }
}
