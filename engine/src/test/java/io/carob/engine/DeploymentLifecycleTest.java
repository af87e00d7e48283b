package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.pod.ApplyResult.Action;
import io.carob.api.pod.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentLifecycleTest {

  private static final ResourceKey SHOP = new ResourceKey("Deployment", "default", "shop");

  EngineFixture f;

  @BeforeEach
  void start(@TempDir Path folder) {
    f = new EngineFixture(folder);
    f.apply(Yaml.REPLICAS);
  }

  @AfterEach
  void stop() {
    f.close();
  }

  @Test
  void runsAsManyPodsAsItAsksFor() {
    assertThat(names()).hasSize(2).allMatch(n -> n.matches("shop-[a-z0-9]{10}-[a-z0-9]{5}"));
    JsonNode pod = f.list("Pod").get(0);
    assertThat(pod.path("metadata").path("ownerReferences").path(0).path("kind").asText())
        .isEqualTo("Deployment");
    assertThat(pod.path("metadata").path("labels").path("app").asText()).isEqualTo("shop");
    JsonNode status = f.get("Deployment", "shop").orElseThrow().path("status");
    assertThat(status.path("readyReplicas").asInt()).isEqualTo(2);
    assertThat(status.path("observedGeneration").asInt()).isEqualTo(1);
  }

  @Test
  void scalesUpAndDown() {
    f.engine.resources().scale(SHOP, 4);
    f.work.settle();
    assertThat(names()).hasSize(4);
    f.engine.resources().scale(SHOP, 1);
    f.work.settle();
    assertThat(names()).hasSize(1);
    assertThat(f.kernel.processes).hasSize(1);
    assertThat(
            f.engine
                .resources()
                .apply(Yaml.REPLICAS.replace("  replicas: 2\n", ""), "default", false))
        .allMatch(r -> r.action() == Action.UNCHANGED);
  }

  @Test
  void replacesADeletedPod() {
    Set<String> before = names();
    String victim = before.iterator().next();
    f.delete(new ResourceKey("Pod", "default", victim), Optional.of(Duration.ZERO));
    f.work.settle();
    assertThat(names()).hasSize(2).doesNotContain(victim);
  }

  @Test
  void rollsANewTemplateOutWithoutAGap() {
    Set<String> before = names();
    f.apply(Yaml.REPLICAS.replace("labels: {app: shop}}", "labels: {app: shop, v: two}}"));
    assertThat(names()).hasSize(2).doesNotContainAnyElementsOf(before);
    assertThat(f.kernel.processes).hasSize(2);
    JsonNode status = f.get("Deployment", "shop").orElseThrow().path("status");
    assertThat(status.path("updatedReplicas").asInt()).isEqualTo(2);
    assertThat(status.path("observedGeneration").asInt()).isEqualTo(2);
  }

  @Test
  void anImageThatIsNotThereLeavesTheOldPodsServing() {
    Set<String> before = names();
    f.apply(Yaml.REPLICAS.replace("demo/web:1", "demo/missing:2"));
    f.work.advance(Duration.ofMinutes(1));
    assertThat(names()).containsAll(before);
    assertThat(f.kernel.processes).hasSize(2);
  }

  @Test
  void recreateEndsTheOldFirst() {
    f.kernel.ignoresTerm = true;
    f.apply(Yaml.REPLICAS.replace("  replicas: 2", "  replicas: 2\n  strategy: {type: Recreate}"));
    Set<String> before = names();
    f.apply(
        Yaml.REPLICAS
            .replace("  replicas: 2", "  replicas: 2\n  strategy: {type: Recreate}")
            .replace("labels: {app: shop}}", "labels: {app: shop, v: two}}"));
    assertThat(names()).isEqualTo(before);
    f.work.advance(Duration.ofSeconds(31));
    assertThat(names()).hasSize(2).doesNotContainAnyElementsOf(before);
  }

  @Test
  void deletingItDeletesItsPods() {
    EngineFixture.Gone gone = f.delete(SHOP, Optional.empty());
    f.work.settle();
    assertThat(gone.done()).isTrue();
    assertThat(f.list("Pod")).isEmpty();
    assertThat(f.list("Deployment")).isEmpty();
    assertThat(f.clean()).isTrue();
  }

  @Test
  void keepsItsPodsOverARestartOfTheEngine() {
    Set<String> before = names();
    f.restart();
    assertThat(names()).isEqualTo(before);
    f.restart();
    assertThat(List.copyOf(f.kernel.processes.keySet())).hasSize(2);
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    f.list("Pod").forEach(pod -> names.add(pod.path("metadata").path("name").asText()));
    return names;
  }
}
