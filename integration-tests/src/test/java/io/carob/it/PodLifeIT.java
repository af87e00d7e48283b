package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The life of single pods in the service, and what its command shows of it. */
class PodLifeIT extends PodLifeCases {

  private final CarobService carob = CarobService.create();

  @Override
  PodHome open() {
    carob.serve();
    carob.importDemoImages();
    return new ServiceHome(carob);
  }

  @Test
  void whatAPodWaitsForIsShown() {
    carob.apply(Manifests.shell("no-image", "Never", ":").replace("demo/busybox", "no/image")).ok();
    carob
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: no-map}
            spec:
              volumes: [{name: files, configMap: {name: none}}]
              containers: [{name: main, image: "demo/busybox:1.0"}]
            """)
        .ok();
    carob.await(
        "both say what they wait for",
        () ->
            carob.carob("describe", "pod", "no-image").ok().out().contains("no/image:1.0")
                && carob.carob("get", "pods").ok().out().contains("ErrImageNeverPull")
                && carob
                    .carob("describe", "pod", "no-map")
                    .ok()
                    .out()
                    .matches("(?s).*FailedMount[^\n]*no config map \"none\".*"));
    carob.carob("delete", "pod", "no-image", "no-map", "--now").ok();
  }

  /** As an operator does, whose streams are those of a process. */
  @Test
  void execHasTheStreamsOfAProcess() {
    carob.apply(Manifests.shell("streams", "Never", "exec sleep 100000")).ok();
    carob.awaitReady("streams");
    CarobService.Result result =
        carob.process(
            "in", "exec", "streams", "-i", "--", "sh", "-c", "cat; echo err >&2; exit 42");
    assertThat(result.code()).isEqualTo(42);
    assertThat(result.out()).isEqualTo("in");
    assertThat(result.err()).contains("err\n");
    carob.carob("delete", "pod", "streams", "--now").ok();
  }

  @Test
  void aDeploymentOnNativeCopyRunsAndTheReportSaysThatNothingIsShared() {
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
}
