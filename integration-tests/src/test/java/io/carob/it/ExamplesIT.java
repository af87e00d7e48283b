package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.linux.mount.MountEntry;
import io.carob.linux.mount.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples' snapshotters as jars in the drivers' folder of one node, whose root is btrfs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {

  private Path disk;
  private CarobService carob;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    disk = Files.createDirectory(folder.toRealPath().resolve("disk"));
    Path image = folder.resolve("disk.img");
    host("truncate", "-s", "2G", image.toString());
    host("mkfs.btrfs", "-q", image.toString());
    host("mount", "-o", "loop", image.toString(), disk.toString());
    carob = CarobService.createOn(Files.createDirectory(disk.resolve("root")));
    for (String name : List.of("btrfs", "erofs")) {
      Files.copy(jar(name), carob.drivers().resolve(name + ".jar"));
    }
    carob.serve();
    carob.importDemoImages();
    carob.await(
        "the drivers serve",
        () -> {
          String listed = carob.carob("driver", "ls", "-o", "json").ok().out();
          return listed.contains("\"btrfs\"") && listed.contains("\"erofs\"");
        });
  }

  /** That nothing is mounted below the root any more is what the last command says. */
  @AfterAll
  void stop() {
    try {
      carob.close();
      assertThat(mountsBelow(carob.root())).isEmpty();
    } finally {
      host("umount", disk.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"btrfs", "erofs"})
  void aPodRunsOnItAndBecomesAnImage(String driver) {
    carob.apply(pod(driver, driver, "demo/busybox:1.0", "echo written > /made")).ok();
    carob.awaitReady(driver);
    assertThat(carob.inspect(driver, "main").path("GraphDriver").path("Name").asText())
        .isEqualTo(driver);
    carob.await(
        "it writes", () -> carob.exec(driver, "main", "cat", "/made").out().equals("written\n"));

    String made = "demo/" + driver + ":made";
    carob.carob("image", "commit", driver, made).ok();
    carob.apply(pod(driver + "-made", driver, made, "cat /made")).ok();
    carob.awaitReady(driver + "-made");
    assertThat(carob.carob("logs", driver + "-made").ok().out()).isEqualTo("written\n");
    carob.carob("delete", "pod", driver, driver + "-made", "--now").ok();
  }

  @Test
  void layersAreMountedOnceAndThereAfterACrash() {
    carob.apply(pod("one", "erofs", "demo/busybox:1.0", ":")).ok();
    carob.apply(pod("two", "erofs", "demo/busybox:1.0", ":")).ok();
    carob.awaitReady("one");
    carob.awaitReady("two");
    List<String> layers = layers();
    assertThat(layers).isNotEmpty().doesNotHaveDuplicates();

    carob.kill();
    carob.serve();
    carob.awaitReady("one");
    carob.apply(pod("three", "erofs", "demo/busybox:1.0", ":")).ok();
    carob.awaitReady("three");
    assertThat(layers()).doesNotHaveDuplicates().containsAll(layers);
    carob.carob("delete", "pod", "one", "two", "three", "--now").ok();
  }

  @Test
  void spaceAndContentAreToldOfBoth() {
    for (String driver : List.of("btrfs", "erofs")) {
      carob.apply(pod("seen-" + driver, driver, "demo/busybox:1.0", ":")).ok();
      carob.awaitReady("seen-" + driver);
    }
    assertThat(carob.carob("df", "--fresh", "-o", "json").json().path("containers"))
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(carob.carob("image", "verify").ok().out()).contains("no faults");
    carob.carob("delete", "pod", "seen-btrfs", "seen-erofs", "--now").ok();
  }

  private List<String> layers() {
    return mountsBelow(carob.root().resolve("snapshots/erofs")).stream()
        .filter(path -> path.endsWith("/mnt"))
        .toList();
  }

  private static List<String> mountsBelow(Path folder) {
    return MountTable.read().below(folder).stream().map(MountEntry::mountPoint).toList();
  }

  private static String pod(String name, String driver, String image, String script) {
    return Manifests.shell(name, "Always", script + "; exec sleep 100000")
        .replace(
            "  name: " + name + "\n",
            "  name: " + name + "\n  annotations: {carob.io/snapshotter: " + driver + "}\n")
        .replace("image: demo/busybox:1.0", "image: " + image);
  }

  private static Path jar(String example) throws IOException {
    try (Stream<Path> jars =
        Files.list(CarobService.CHECKOUT.resolve("examples/snapshotter-" + example + "/target"))) {
      return jars.filter(j -> j.getFileName().toString().matches("carob-example-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void host(String... command) {
    CarobService.run(new ProcessBuilder(command), "").ok();
  }
}
