package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The main job: the README's two replicas, and what they share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {

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
            terminationGracePeriodSeconds: 1
            containers:
              - name: main
                image: demo/busybox:1.0
                command: ["sleep", "100000"]
      """;

  private CarobService carob;

  @BeforeAll
  void start() {
    carob = CarobService.withReplicas();
  }

  @AfterAll
  void stop() {
    carob.close();
  }

  @Test
  @Order(1)
  void sidecarReachesNginxOnLocalhostAndSeesItsLog() {
    for (String pod : carob.readyPods()) {
      carob.await(
          "the sidecar shows page and log",
          () -> {
            String log = carob.carob("logs", pod, "-c", "sidecar").ok().out();
            return log.contains("Served by a replica") && log.contains("GET /index.html");
          });
    }
  }

  @Test
  @Order(2)
  void reportProvesThatReplicasShareTheirImage() throws IOException {
    JsonNode report = carob.carob("sharing", "-o", "json").json();
    JsonNode web = image(report, "demo/web:1.0");
    assertThat(web.path("shared").asBoolean()).isTrue();
    assertThat(web.path("layers")).hasSize(3);
    assertThat(web.path("containers")).hasSize(2);
    Set<String> uppers = new HashSet<>();
    Set<String> lowers = new HashSet<>();
    for (JsonNode container : web.path("containers")) {
      assertThat(container.path("type").asText()).isEqualTo("overlay");
      assertThat(Proc.mountinfo(container.path("pid").asLong()))
          .contains(container.path("line").asText());
      uppers.add(container.path("upper").asText());
      lowers.add(container.path("lower").toString());
      assertThat(container.path("lower")).hasSize(3);
    }
    assertThat(uppers).hasSize(2);
    assertThat(lowers).hasSize(1);
    assertThat(web.path("files")).isNotEmpty();
    for (JsonNode file : web.path("files")) {
      assertThat(file.path("same").asBoolean()).isTrue();
      Set<Object> inodes = new HashSet<>();
      for (JsonNode container : web.path("containers")) {
        inodes.add(
            Files.getAttribute(
                Proc.root(container.path("pid").asLong(), file.path("path").asText()), "unix:ino"));
      }
      assertThat(inodes).hasSize(1);
    }
    JsonNode isolation = web.path("isolation");
    assertThat(isolation.path("path").asText()).isNotEmpty();
    String writer = isolation.path("writtenIn").asText();
    assertThat(isolation.path("seenIn"))
        .as("the other replica was looked at: %s", isolation)
        .hasSize(1);
    isolation
        .path("seenIn")
        .properties()
        .forEach(e -> assertThat(e.getValue().asBoolean()).isEqualTo(e.getKey().equals(writer)));
    long onDisk =
        report.path("disk").path("layers").asLong() + report.path("disk").path("writable").asLong();
    assertThat(onDisk).isLessThan(report.path("disk").path("separate").asLong());
  }

  @Test
  @Order(3)
  void imagesWithACommonLayerShareIt() {
    JsonNode report = carob.carob("sharing", "-o", "json").json();
    String lowestOfWeb =
        image(report, "demo/web:1.0").path("layers").get(0).path("chainId").asText();
    JsonNode lowestOfBusybox = image(report, "demo/busybox:1.0").path("layers").get(0);
    assertThat(lowestOfBusybox.path("chainId").asText()).isEqualTo(lowestOfWeb);
    assertThat(lowestOfBusybox.path("usedBy")).hasSize(4);
  }

  @Test
  @Order(3)
  void deploymentsOfTwoImagesShareTheirCommonLayers() throws IOException {
    carob.apply(SHELLS).ok();
    carob.awaitReadyPods(4);
    JsonNode report = carob.carob("sharing", "-o", "json").json();
    List<JsonNode> web = list(image(report, "demo/web:1.0").path("layers"));
    List<JsonNode> shells = list(image(report, "demo/busybox:1.0").path("layers"));
    assertThat(shells.get(0)).isEqualTo(web.get(0));
    assertThat(users(web.get(0)))
        .hasSize(6)
        .filteredOn(c -> c.endsWith("/nginx"))
        .hasSize(2)
        .allMatch(c -> c.startsWith("default/web-"));
    assertThat(users(web.get(0))).filteredOn(c -> c.startsWith("default/shells-")).hasSize(2);
    for (JsonNode above : web.subList(1, 3)) {
      assertThat(users(above)).hasSize(2).allMatch(c -> c.startsWith("default/web-"));
    }
    // The kernel agrees: one folder as lowest layer of all, one inode behind one file.
    Set<String> lowest = new HashSet<>();
    Set<Object> inodes = new HashSet<>();
    for (String name : List.of("demo/web:1.0", "demo/busybox:1.0")) {
      for (JsonNode container : image(report, name).path("containers")) {
        JsonNode lower = container.path("lower");
        lowest.add(lower.get(lower.size() - 1).asText());
        Path busybox = Proc.root(container.path("pid").asLong(), "/bin/busybox");
        inodes.add(Files.getAttribute(busybox, "unix:ino"));
      }
    }
    assertThat(lowest).hasSize(1);
    assertThat(inodes).hasSize(1);
    carob.carob("delete", "deployment", "shells", "--now").ok();
    carob.awaitReadyPods(2);
  }

  @Test
  @Order(4)
  void reportShowsTheNamespacesThatTheKernelShows() {
    JsonNode sandboxes = carob.carob("sharing", "-o", "json").json().path("sandboxes");
    assertThat(sandboxes).hasSize(2);
    for (JsonNode sandbox : sandboxes) {
      String pod = sandbox.path("pod").asText().replace("default/", "");
      long pause = sandbox.path("pausePid").asLong();
      assertThat(Proc.alive(pause)).isTrue();
      assertThat(Proc.command(pause)).contains("catatonit");
      assertThat(sandbox.path("pauseCommand").asText()).isEqualTo(Proc.command(pause));
      assertNamespaces(sandbox.path("pause"), pause);
      assertThat(sandbox.path("containers")).hasSize(2);
      for (String container : List.of("nginx", "sidecar")) {
        JsonNode shown = sandbox.path("containers").path(container);
        assertNamespaces(shown, carob.pid(pod, container));
        assertThat(shown.path("net")).isEqualTo(sandbox.path("pause").path("net"));
        assertThat(shown.path("pid")).isNotEqualTo(sandbox.path("pause").path("pid"));
      }
    }
  }

  private static void assertNamespaces(JsonNode shown, long pid) {
    Map<String, String> links = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : shown.properties()) {
      links.put(entry.getKey(), entry.getValue().asText());
    }
    assertThat(links).containsOnlyKeys("net", "ipc", "uts", "pid");
    links.forEach((kind, link) -> assertThat(link).isEqualTo(Proc.namespace(pid, kind)));
  }

  @Test
  @Order(4)
  void containersOfAPodShareNetIpcUtsAndHaveTheirOwnPidNamespace() {
    for (String pod : carob.readyPods()) {
      long nginx = carob.pid(pod, "nginx");
      long sidecar = carob.pid(pod, "sidecar");
      for (String shared : List.of("net", "ipc", "uts")) {
        assertThat(Proc.namespace(nginx, shared)).isEqualTo(Proc.namespace(sidecar, shared));
        assertThat(Proc.namespace(nginx, shared))
            .isNotEqualTo(Proc.namespace(ProcessHandle.current().pid(), shared));
      }
      assertThat(Proc.namespace(nginx, "pid")).isNotEqualTo(Proc.namespace(sidecar, "pid"));
    }
  }

  @Test
  @Order(4)
  void whatOneReplicaWritesTheOtherDoesNotSee() {
    List<String> pods = carob.readyPods();
    carob.exec(pods.get(0), "nginx", "sh", "-c", "echo mine > /usr/share/nginx/own").ok();
    Path own = Path.of("/usr/share/nginx/own");
    assertThat(Proc.root(carob.pid(pods.get(0), "nginx"), own.toString())).hasContent("mine");
    assertThat(Proc.root(carob.pid(pods.get(1), "nginx"), own.toString())).doesNotExist();
    assertThat(Proc.root(carob.pid(pods.get(1), "nginx"), "/usr/share/nginx")).exists();
  }

  @Test
  @Order(5)
  void containersRunWithTheUsualConfinement() {
    long nginx = carob.pid(carob.readyPods().get(0), "nginx");
    assertThat(Proc.status(nginx, "Seccomp")).isEqualTo("2");
    assertThat(Proc.status(nginx, "CapBnd")).isEqualTo("00000000a80425fb");
    assertThat(Proc.status(nginx, "NoNewPrivs")).isEqualTo("0");
    // Not each kernel has each of them.
    List<String> masked =
        Stream.of("/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug")
            .filter(file -> Files.exists(Path.of(file)))
            .toList();
    assertThat(masked).isNotEmpty();
    for (String file : masked) {
      assertThat(carob.exec(carob.readyPods().get(0), "nginx", "cat", file).ok().out())
          .as(file)
          .isEmpty();
    }
    carob.exec(carob.readyPods().get(0), "nginx", "test", "-r", "/proc/sys/kernel/hostname").ok();
    assertThat(
            carob
                .exec(
                    carob.readyPods().get(0),
                    "nginx",
                    "sh",
                    "-c",
                    "echo x > /proc/sys/kernel/hostname")
                .err())
        .contains("Read-only file system");
  }

  @Test
  @Order(6)
  void podFilesAreMountedFromThePodsFolder() {
    String pod = carob.readyPods().get(0);
    assertThat(carob.exec(pod, "sidecar", "cat", "/etc/hostname").ok().out().strip())
        .isEqualTo(pod);
    assertThat(carob.exec(pod, "sidecar", "hostname").ok().out().strip()).isEqualTo(pod);
    assertThat(carob.exec(pod, "sidecar", "cat", "/etc/hosts").ok().out())
        .contains(pod)
        .contains("127.0.0.1");
    String uid = carob.pod(pod).path("metadata").path("uid").asText();
    for (String file : List.of("hosts", "hostname", "resolv.conf")) {
      assertThat(carob.root().resolve("pods").resolve(uid).resolve("etc").resolve(file)).exists();
      assertThat(Proc.mountinfo(carob.pid(pod, "nginx")))
          .anyMatch(
              l ->
                  l.contains("/pods/" + uid + "/etc/" + file) && l.contains(" /etc/" + file + " "));
    }
  }

  @Test
  @Order(7)
  void inspectShowsMountsAsDockerDoes() {
    JsonNode mounts = carob.inspect(carob.readyPods().get(0), "nginx").path("Mounts");
    JsonNode config = mount(mounts, "/etc/nginx/conf.d");
    JsonNode logs = mount(mounts, "/var/log/nginx");
    assertThat(config.path("RW").asBoolean()).isFalse();
    assertThat(config.path("Type").asText()).isEqualTo("bind");
    assertThat(config.path("Propagation").asText()).isEqualTo("rprivate");
    assertThat(logs.path("RW").asBoolean()).isTrue();
    assertThat(logs.path("Source").asText()).startsWith(carob.root().toString());
  }

  @Test
  @Order(8)
  void configMapAndHostPathAreReadOnly() {
    String pod = carob.readyPods().get(0);
    assertThat(carob.exec(pod, "nginx", "sh", "-c", "echo x > /etc/nginx/conf.d/x").code())
        .isNotZero();
    assertThat(carob.exec(pod, "nginx", "sh", "-c", "echo x > /host/os-release").code())
        .isNotZero();
    assertThat(carob.exec(pod, "nginx", "cat", "/host/os-release").ok().out()).contains("Debian");
  }

  @Test
  @Order(9)
  void killedNginxIsRestartedAndTheRestOfThePodGoesOn() {
    String pod = carob.readyPods().get(0);
    long nginx = carob.pid(pod, "nginx");
    long sidecar = carob.pid(pod, "sidecar");
    long pause = pausePid(pod);
    String network = Proc.namespace(pause, "net");
    assertThat(Proc.namespace(nginx, "net")).isEqualTo(network);
    carob.exec(pod, "nginx", "sh", "-c", "echo mine > /kept; echo ours > /var/log/nginx/kept").ok();
    assertThat(ProcessHandle.of(nginx).orElseThrow().destroyForcibly()).isTrue();
    carob.await(
        "nginx runs again",
        () -> {
          JsonNode state = carob.inspect(pod, "nginx").path("State");
          return state.path("Running").asBoolean() && state.path("Pid").asLong() != nginx;
        });
    assertThat(carob.pid(pod, "sidecar")).isEqualTo(sidecar);
    assertThat(Proc.alive(sidecar)).isTrue();
    assertThat(pausePid(pod)).isEqualTo(pause);
    assertThat(Proc.alive(pause)).isTrue();
    assertThat(Proc.namespace(pause, "net")).isEqualTo(network);
    assertThat(Proc.namespace(carob.pid(pod, "nginx"), "net")).isEqualTo(network);
    assertThat(carob.exec(pod, "nginx", "cat", "/kept").ok().out().strip()).isEqualTo("mine");
    assertThat(carob.exec(pod, "sidecar", "cat", "/logs/kept").ok().out().strip())
        .isEqualTo("ours");
    for (JsonNode status : carob.pod(pod).path("status").path("containerStatuses")) {
      boolean isNginx = status.path("name").asText().equals("nginx");
      assertThat(status.path("restartCount").asInt()).isEqualTo(isNginx ? 1 : 0);
      if (isNginx) {
        assertThat(status.path("lastState").path("terminated").path("exitCode").asInt())
            .isEqualTo(137);
      }
    }
  }

  @Test
  @Order(10)
  void deletedPodOfADeploymentIsReplacedAndItsFilesAreGone() {
    carob.awaitReadyPods(2);
    String victim = carob.readyPods().get(0);
    String uid = carob.pod(victim).path("metadata").path("uid").asText();
    Path folder = carob.root().resolve("pods").resolve(uid);
    assertThat(folder).exists();
    carob.carob("delete", "pod", victim, "--grace-period", "1").ok();
    carob.awaitReadyPods(2);
    assertThat(carob.readyPods()).doesNotContain(victim);
    assertThat(folder).doesNotExist();
    assertThat(carob.carob("snapshot", "ls").ok().out()).doesNotContain(uid);
  }

  @Test
  @Order(11)
  void deploymentScalesUpAndDown() {
    carob.carob("scale", "deployment/web", "--replicas", "4").ok();
    carob.awaitReadyPods(4);
    carob.carob("scale", "deployment/web", "--replicas", "1").ok();
    carob.awaitReadyPods(1);
  }

  @Test
  @Order(12)
  void deletingByFileLeavesNothing() throws IOException {
    Path file = Files.createTempFile("carob-it-", ".yaml");
    Files.writeString(file, Manifests.replicas());
    carob.carob("delete", "-f", file.toString(), "--now").ok();
    Files.delete(file);
    assertThat(carob.pods()).isEmpty();
    assertThat(carob.carob("get", "deployments", "-o", "name").ok().out()).isEmpty();
    assertThat(carob.root().resolve("pods")).isEmptyDirectory();
  }

  private long pausePid(String pod) {
    for (JsonNode sandbox : carob.carob("sharing", "-o", "json").json().path("sandboxes")) {
      if (sandbox.path("pod").asText().equals("default/" + pod)) {
        return sandbox.path("pausePid").asLong();
      }
    }
    throw new AssertionError(pod + " has no sandbox");
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> list = new ArrayList<>();
    array.forEach(list::add);
    return list;
  }

  private static List<String> users(JsonNode layer) {
    return list(layer.path("usedBy")).stream().map(JsonNode::asText).toList();
  }

  private static JsonNode mount(JsonNode mounts, String destination) {
    for (JsonNode mount : mounts) {
      if (mount.path("Destination").asText().equals(destination)) {
        return mount;
      }
    }
    throw new AssertionError(destination + " is not in " + mounts);
  }

  private static JsonNode image(JsonNode report, String name) {
    for (JsonNode image : report.path("images")) {
      if (image.path("image").asText().equals(name)) {
        return image;
      }
    }
    throw new AssertionError(name + " is not in " + report);
  }
}
