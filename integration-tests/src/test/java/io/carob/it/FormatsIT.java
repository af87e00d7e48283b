package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers changed becomes images, which leave the node and run on another one. */
class FormatsIT {

  private static final String CHANGE =
      "echo changed > /made; ln /made /same; mkdir -p /dir/sub; chmod 700 /dir; rm $(which wget); ";

  private static String pod(String name, String driver, String image, String script) {
    return "{apiVersion: v1, kind: Pod, metadata: {name: "
        + name
        + ", annotations: {carob.io/snapshotter: "
        + driver
        + "}}, spec: {restartPolicy: Never, terminationGracePeriodSeconds: 1, containers:"
        + " [{name: main, image: "
        + image
        + ", command: [sh, -c, '"
        + script
        + "']}]}}";
  }

  @Test
  void whatAContainerChangedRunsOnAnotherNode(@TempDir Path folder) throws IOException {
    Path oci = folder.resolve("oci.tar");
    Path docker = folder.resolve("docker.tar");
    try (CarobService carob = CarobService.start()) {
      carob.importDemoImages();
      for (String driver : new String[] {"overlay", "native-copy"}) {
        String name = "changes-" + driver;
        carob.apply(pod(name, driver, "demo/busybox:1.0", CHANGE + "echo done; sleep 1000")).ok();
        carob.await("the pod has written", () -> carob.carob("logs", name).out().contains("done"));
        CarobService.Result made =
            carob.carob("image", "commit", name, "demo/" + driver + ":1", "--env", "MADE=yes").ok();
        assertThat(made.out()).startsWith("Made demo/" + driver + ":1  sha256:");
      }
      carob
          .carob("image", "export", "demo/overlay:1", "demo/native-copy:1", "-o", oci.toString())
          .ok();
      carob
          .carob(
              "image",
              "export",
              "demo/overlay:1",
              "-o",
              docker.toString(),
              "--format",
              "docker-archive")
          .ok();
      assertThat(carob.carob("image", "export", "demo/overlay:1", "-o", oci.toString()).code())
          .isEqualTo(1);
    }
    assertThat(Files.size(docker)).isGreaterThan(Files.size(oci) / 2);
    try (CarobService other = CarobService.start()) {
      other.carob("image", "import", oci.toString()).ok();
      other.carob("image", "import", docker.toString(), "demo/docker:1").ok();
      runs(other, "one", "native-copy", "demo/overlay:1");
      runs(other, "two", "overlay", "demo/native-copy:1");
      runs(other, "three", "overlay", "demo/docker:1");
    }
  }

  private static void runs(CarobService carob, String pod, String driver, String image) {
    String look =
        "cat /made /same; stat -c \"%h %a\" /made /dir; echo $MADE; which wget || echo gone;"
            + " sleep 1000";
    carob.apply(pod(pod, driver, image, look)).ok();
    carob.await("the pod has looked", () -> carob.carob("logs", pod).out().contains("gone"));
    assertThat(carob.carob("logs", pod).out())
        .isEqualTo("changed\nchanged\n2 644\n3 700\nyes\ngone\n");
  }
}
