package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.driver.DriverStatus;
import io.carob.api.embed.Carob;
import io.carob.api.pod.ResourceKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Driver objects that a program gives to its node. */
class GivenDriversIT {

  @Test
  void aGivenDriverServesAlsoBeforeOneThatWasFoundUnderItsName() {
    try (EmbeddedNodes nodes = new EmbeddedNodes()) {
      Carob carob =
          nodes.start(
              nodes
                  .builder()
                  .driver(new WordVolumes("words.example.org", "new"))
                  .driver(new WordVolumes("emptyDir", "given")));
      assertThat(states(carob, "emptyDir"))
          .containsExactly(DriverStatus.State.SERVING, DriverStatus.State.STANDBY);
      assertThat(states(carob, "words.example.org")).containsExactly(DriverStatus.State.SERVING);
      carob
          .resources()
          .apply(
              """
              apiVersion: v1
              kind: Pod
              metadata: {name: reader}
              spec:
                restartPolicy: Never
                containers:
                  - name: main
                    image: demo/busybox:1.0
                    command: ["cat", "/words/word", "/empty/word"]
                    volumeMounts:
                      - {name: words, mountPath: /words}
                      - {name: empty, mountPath: /empty}
                volumes:
                  - {name: words, csi: {driver: words.example.org}}
                  - {name: empty, emptyDir: {}}
              """,
              "default",
              false);
      nodes.await(
          "the pod has read both",
          () -> carob.pods().find("default", "reader").orElseThrow().phase().equals("Succeeded"));
      assertThat(nodes.log(carob, "reader", "main")).isEqualTo("newgiven");
      // Here, where its driver is.
      carob
          .resources()
          .delete(new ResourceKey("Pod", "default", "reader"), Optional.of(Duration.ZERO))
          .orTimeout(2, TimeUnit.MINUTES)
          .join();
    }
  }

  private static List<DriverStatus.State> states(Carob carob, String volume) {
    return carob.drivers().stream()
        .filter(driver -> driver.info().type().equals("volume"))
        .filter(driver -> driver.info().name().equals(volume))
        .map(DriverStatus::state)
        .toList();
  }
}
