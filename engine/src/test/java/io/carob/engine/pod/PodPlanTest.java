package io.carob.engine.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodPlanTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void startsTheFirstInitContainerAlone() {
    PodPlan plan = plan("Always", fresh("a", true), fresh("b", true), fresh("c", false));
    assertThat(plan.start()).containsExactly("a");
  }

  @Test
  void waitsForARunningInitContainer() {
    PodPlan plan = plan("Always", running("a", true), fresh("c", false));
    assertThat(plan).isEqualTo(new PodPlan(List.of(), Optional.empty(), ""));
  }

  @Test
  void startsAllContainersInOrderOnceInitIsDone() {
    PodPlan plan = plan("Always", ended("a", true, 0), fresh("c", false), fresh("b", false));
    assertThat(plan.start()).containsExactly("c", "b");
  }

  @Test
  void doesNotStartBeforeTheTime() {
    Instant later = NOW.plusSeconds(10);
    ContainerState c = ended("c", false, 1);
    PodPlan plan = plan("Always", c.ended(ended(1), 2, later), running("d", false));
    assertThat(plan).isEqualTo(new PodPlan(List.of(), Optional.of(later), ""));
    assertThat(PodPlan.of("Always", state(c.ended(ended(1), 2, later)), later).start())
        .containsExactly("c");
  }

  @Test
  void tellsTheOutcomeByPolicy() {
    assertThat(plan("Never", ended("c", false, 0)).outcome()).isEqualTo("Succeeded");
    assertThat(plan("Never", ended("c", false, 1), ended("d", false, 0)).outcome())
        .isEqualTo("Failed");
    assertThat(plan("OnFailure", ended("c", false, 0)).outcome()).isEqualTo("Succeeded");
    assertThat(plan("OnFailure", ended("c", false, 1)).start()).containsExactly("c");
    assertThat(plan("Always", ended("c", false, 0)).start()).containsExactly("c");
    assertThat(plan("Never", ended("c", false, 0), running("d", false)).outcome()).isEmpty();
    assertThat(plan("Never", ended("a", true, 1), fresh("c", false)).outcome()).isEqualTo("Failed");
    assertThat(plan("Always", ended("a", true, 1), fresh("c", false)).start()).containsExactly("a");
  }

  @Test
  void delaysAsKubernetesDoes() {
    Backoff backoff =
        new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofMinutes(10));
    assertThat(List.of(1, 2, 3, 4, 5, 6, 7, 8, 100).stream().map(backoff::delay))
        .extracting(Duration::toSeconds)
        .containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    assertThat(backoff.failures(5, Duration.ofMinutes(9))).isEqualTo(6);
    assertThat(backoff.failures(5, Duration.ofMinutes(10))).isEqualTo(1);
  }

  @Test
  void expandsVariablesAsKubernetesDoes() {
    Map<String, String> values = Map.of("A", "1", "B", "$(A)");
    assertThat(Expansion.expand("$(A)-$(B)-$(C)-$$(A)-$$$(A)-$A-$(A", values))
        .isEqualTo("1-$(A)-$(C)-$(A)-$1-$A-$(A");
    assertThat(Expansion.expand("100$", values)).isEqualTo("100$");
  }

  @Test
  void containerIdsFitAndDiffer() {
    String uid = "0b5ec7b8-3c59-4a8e-9d0c-111111111111";
    String first = ContainerId.of(uid, "a".repeat(63), 1_000_000);
    String second = ContainerId.of(uid, "a".repeat(62) + "b", 1_000_000);
    assertThat(first).hasSizeLessThanOrEqualTo(64).isNotEqualTo(second).matches("[a-z0-9-]+");
    assertThat(ContainerId.of(uid, "nginx", 2)).isEqualTo("0b5ec7b83c59-nginx-2");
  }

  @Test
  void stateSurvivesWritingAndReading() {
    Made made =
        new Made(
            "id",
            "oci",
            "sha256:" + "0".repeat(64),
            "overlay",
            List.of("a", "b"),
            List.of("X=1"),
            "/",
            "root",
            List.of(),
            "SIGTERM",
            3);
    ContainerState c =
        fresh("c", false)
            .making(made)
            .running(new Running(7, "/r", NOW, NOW))
            .ended(ended(3), 2, NOW.plusSeconds(1))
            .making(made);
    PodState state =
        new PodState(
            NOW,
            new PodState.SandboxState("pause", true, false, 5, List.of("10.0.0.1"), 2),
            Map.of("v", new PodState.VolumeState("/p", true, List.of("ConfigMap/n/c"), 1)),
            List.of(fresh("i", true), c),
            "",
            "waits");
    assertThat(PodStateJson.read(PodStateJson.write(state))).isEqualTo(state);
  }

  private static PodPlan plan(String policy, ContainerState... containers) {
    return PodPlan.of(policy, state(containers), NOW);
  }

  private static PodState state(ContainerState... containers) {
    return new PodState(NOW, null, Map.of(), List.of(containers), "", "");
  }

  private static ContainerState fresh(String name, boolean init) {
    return ContainerState.fresh(name, init);
  }

  private static ContainerState running(String name, boolean init) {
    return fresh(name, init).running(new Running(1, "/r", NOW, NOW));
  }

  private static ContainerState ended(String name, boolean init, int code) {
    return fresh(name, init).ended(ended(code), 1, null);
  }

  private static Ended ended(int code) {
    return new Ended("id", code, "Error", "", NOW, NOW);
  }
}
