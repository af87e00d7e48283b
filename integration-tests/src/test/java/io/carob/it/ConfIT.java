package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The files in {@code conf/} are read again while the service runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfIT {

  private CarobService carob;
  private final AtomicInteger attempts = new AtomicInteger();

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
  void aChangedSnapshotterIsThatOfTheNextPodAndTheOldOnesGoOn() throws IOException {
    carob.apply(web("old")).ok();
    carob.awaitReady("old");
    assertThat(driver("old")).isEqualTo("overlay");
    long pid = carob.pid("old", "nginx");

    long engines = engines();
    choose("overlay", "native-copy");
    carob.await("a new pod is on native-copy", () -> newPodIsOn("native-copy"));
    assertThat(engines()).as("the engine was told, and not made anew").isEqualTo(engines);
    String young = "new" + attempts.get();
    carob.awaitReady(young);
    assertThat(Proc.mountinfo(carob.pid(young, "nginx")))
        .filteredOn(line -> line.split(" ", -1)[4].equals("/"))
        .singleElement()
        .satisfies(line -> assertThat(line).doesNotContain(" - overlay "));

    assertThat(driver("old")).isEqualTo("overlay");
    assertThat(carob.pid("old", "nginx")).isEqualTo(pid);
    assertThat(Proc.alive(pid)).isTrue();
    assertThat(carob.exec("old", "nginx", "cat", "/etc/hostname").ok().out()).isEqualTo("old\n");
    assertThat(restarts("old")).isZero();

    killedNginxKeepsItsWritableLayer(young);
    deletedPodLeavesNoSnapshot(young);
    carob.carob("delete", "pod", "old", "--now").ok();
  }

  /** How often an engine has started in the service: each says what it adopted. */
  private long engines() throws IOException {
    try (var lines = Files.lines(carob.serviceLog())) {
      long count = lines.filter(line -> line.matches(".*Adopted [0-9]+ pods;.*")).count();
      assertThat(count).isPositive();
      return count;
    }
  }

  /** False also while the service takes the new configuration over. */
  private boolean newPodIsOn(String driver) {
    String name = "new" + attempts.incrementAndGet();
    if (carob.apply(web(name)).code() != 0) {
      return false;
    }
    carob.awaitReady(name);
    if (driver(name).equals(driver)) {
      return true;
    }
    carob.carob("delete", "pod", name, "--now").ok();
    return false;
  }

  private void killedNginxKeepsItsWritableLayer(String pod) {
    long before = carob.pid(pod, "nginx");
    carob.exec(pod, "nginx", "sh", "-c", "echo mine > /kept").ok();
    assertThat(ProcessHandle.of(before).orElseThrow().destroyForcibly()).isTrue();
    carob.await(
        "nginx runs again",
        () -> {
          JsonNode state = carob.inspect(pod, "nginx").path("State");
          return state.path("Running").asBoolean() && state.path("Pid").asLong() != before;
        });
    assertThat(carob.exec(pod, "nginx", "cat", "/kept").ok().out()).isEqualTo("mine\n");
    assertThat(restarts(pod)).isEqualTo(1);
  }

  private int restarts(String pod) {
    JsonNode statuses = carob.pod(pod).path("status").path("containerStatuses");
    assertThat(statuses).hasSize(1);
    return statuses.get(0).path("restartCount").asInt();
  }

  private void deletedPodLeavesNoSnapshot(String pod) throws IOException {
    String uid = carob.pod(pod).path("metadata").path("uid").asText();
    Path file = writtenFile(pod);
    assertThat(file).hasContent("mine");
    assertThat(carob.carob("snapshot", "ls").ok().out()).contains(uid);
    carob.carob("delete", "pod", pod, "--now").ok();
    assertThat(carob.carob("snapshot", "ls").ok().out()).doesNotContain(uid);
    carob.await("the file is removed", () -> !Files.exists(file));
  }

  /** Where the host keeps the file that the pod wrote. */
  private Path writtenFile(String pod) throws IOException {
    Object inode = Files.getAttribute(Proc.root(carob.pid(pod, "nginx"), "/kept"), "unix:ino");
    Path snapshots = carob.root().resolve("snapshots/native-copy");
    try (var files =
        Files.find(
            snapshots, 4, (path, attributes) -> path.getFileName().toString().equals("kept"))) {
      for (Path file : files.toList()) {
        if (Files.getAttribute(file, "unix:ino").equals(inode)) {
          return file;
        }
      }
    }
    throw new AssertionError("no file \"kept\" of inode " + inode + " below " + snapshots);
  }

  private void choose(String old, String driver) throws IOException {
    Path file = carob.conf().resolve("io.carob.engine.cfg");
    String text = Files.readString(file);
    assertThat(text).contains("snapshotter = " + old + "\n");
    Path next =
        Files.writeString(
            carob.conf().resolve(".next"),
            text.replace("snapshotter = " + old + "\n", "snapshotter = " + driver + "\n"));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private String driver(String pod) {
    return carob.inspect(pod, "nginx").path("GraphDriver").path("Name").asText();
  }

  private static String web(String name) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - {name: nginx, image: demo/web:1.0}
    """
        .formatted(name);
  }
}
