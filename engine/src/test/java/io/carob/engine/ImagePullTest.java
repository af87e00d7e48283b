package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePullTest {

  private EngineFixture f;
  private FakeRegistry registry;

  @BeforeEach
  void start(@TempDir Path folder) {
    f = new EngineFixture(folder);
    registry = new FakeRegistry(f.images);
    f.engine.pullBy(registry);
  }

  @AfterEach
  void stop() {
    f.engine.close();
  }

  private void apply(String image, String policy) {
    f.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: nginx, image: "
            + "\""
            + image
            + "\""
            + policy
            + "}]}}");
  }

  private JsonNode waiting() {
    return f.container("web", "nginx").path("state").path("waiting");
  }

  @Test
  void anImageThatIsNotHereIsPulled() {
    registry.there.add("r.example/web:1");
    apply("r.example/web:1", "");
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(registry.pulls).isOne();
  }

  @Test
  void anImageThatIsHereIsPulledOnlyAlways() {
    f.images.add("r.example/web:1");
    apply("r.example/web:1", "");
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(registry.pulls).isZero();
  }

  @Test
  void theTagLatestIsPulledAlwaysUnlessSaidOtherwise() {
    f.images.add("r.example/web:latest");
    registry.there.add("r.example/web:latest");
    apply("r.example/web", "");
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(registry.pulls).isOne();
  }

  @Test
  void policyAlwaysPullsAndIfNotPresentDoesNot() {
    f.images.add("r.example/web:1");
    f.images.add("r.example/web:latest");
    apply("r.example/web:1", ", imagePullPolicy: Always");
    assertThat(registry.pulls).isOne();
    assertThat(f.phase("web")).isEqualTo("Pending");
    f.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: web2}, spec: {containers: [{name: nginx, image:"
            + " r.example/web, imagePullPolicy: IfNotPresent}]}}");
    assertThat(f.phase("web2")).isEqualTo("Running");
    assertThat(registry.pulls).isOne();
  }

  @Test
  void policyNeverAndNamesWithoutARegistryAreNotPulled() {
    apply("r.example/web:1", ", imagePullPolicy: Never");
    assertThat(waiting().path("reason").asText()).isEqualTo("ErrImageNeverPull");
    f.apply(
        "{apiVersion: v1, kind: Pod, metadata: {name: web2}, spec: {containers: [{name: nginx, image:"
            + " none}]}}");
    assertThat(f.container("web2", "nginx").at("/state/waiting/reason").asText())
        .isEqualTo("ErrImageNeverPull");
    assertThat(registry.pulls).isZero();
  }

  @Test
  void afterAFailureItWaitsLongerAndLongerAndGoesOn() {
    apply("r.example/web:1", "");
    assertThat(waiting().path("reason").asText()).isEqualTo("ErrImagePull");
    assertThat(registry.pulls).isOne();
    f.work.advance(Duration.ofSeconds(6));
    assertThat(waiting().path("reason").asText()).isEqualTo("ImagePullBackOff");
    assertThat(waiting().path("message").asText()).contains("r.example/web:1");
    assertThat(registry.pulls).isOne();
    f.work.advance(Duration.ofSeconds(5));
    assertThat(registry.pulls).isEqualTo(2);
    f.work.advance(Duration.ofSeconds(12));
    assertThat(registry.pulls).isEqualTo(2);
    registry.there.add("r.example/web:1");
    f.work.advance(Duration.ofSeconds(10));
    assertThat(registry.pulls).isEqualTo(3);
    assertThat(f.phase("web")).isEqualTo("Running");
  }

  @Test
  void aRestartedContainerKeepsItsImage() {
    registry.there.add("r.example/web:1");
    apply("r.example/web:1", ", imagePullPolicy: Always");
    assertThat(f.phase("web")).isEqualTo("Running");
    f.restart();
    assertThat(f.phase("web")).isEqualTo("Running");
    assertThat(registry.pulls).isOne();
  }
}
