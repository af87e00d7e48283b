package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  private CarobService carob;

  @BeforeAll
  void start() {
    carob = CarobService.start();
    carob.importDemoImages();
    carob.apply(Manifests.replicas()).ok();
    carob.awaitReadyPods(2);
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
  @Order(5)
  void containersRunWithTheUsualConfinement() {
    long nginx = carob.pid(carob.readyPods().get(0), "nginx");
    assertThat(Proc.status(nginx, "Seccomp")).isEqualTo("2");
    assertThat(Proc.status(nginx, "CapBnd")).isEqualTo("00000000a80425fb");
    assertThat(carob.exec(carob.readyPods().get(0), "nginx", "cat", "/proc/kcore").out()).isEmpty();
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
