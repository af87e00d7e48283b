package io.carob.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Subscription;
import io.carob.api.pod.ApplyResult;
import io.carob.api.pod.ApplyResult.Action;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.PodInfo;
import io.carob.api.pod.ResourceKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesTest {

  private static final ResourceKey WEB = new ResourceKey("Pod", "default", "web");

  EngineFixture f;

  @BeforeEach
  void start(@TempDir Path folder) {
    f = new EngineFixture(folder);
  }

  @AfterEach
  void stop() {
    f.close();
  }

  @Test
  void saysWhatItDid() {
    assertThat(actions(Yaml.WEB + "---\n" + Yaml.REPLICAS))
        .containsExactly(Action.CREATED, Action.CREATED);
    assertThat(actions(Yaml.WEB + "---\n" + Yaml.REPLICAS))
        .containsExactly(Action.UNCHANGED, Action.UNCHANGED);
    assertThat(actions(Yaml.WEB.replace("labels: {app: web}", "labels: {app: web, x: y}")))
        .containsExactly(Action.CONFIGURED);
    assertThat(f.pod("web").path("metadata").path("labels").path("x").asText()).isEqualTo("y");
  }

  @Test
  void whoWatchesSeesEachStateThatAResourceComesTo() {
    List<String> seen = new ArrayList<>();
    Subscription subscription =
        f.engine
            .resources()
            .watch(
                key -> {
                  String now = key.name() + " " + f.condition(key).orElse("gone");
                  if (!seen.contains(now)) {
                    seen.add(now);
                  }
                });
    f.apply(Yaml.WEB);
    assertThat(seen).containsSubsequence("web Ready=False", "web Ready=True");
    f.delete(WEB, Optional.empty());
    f.work.advance(Duration.ofMinutes(1));
    assertThat(seen).last().isEqualTo("web gone");
    f.apply(Yaml.REPLICAS);
    assertThat(seen)
        .containsSubsequence("shop Available=False", "shop Available=True")
        .filteredOn(state -> state.matches("shop-.* Ready=True"))
        .hasSize(2);
    f.delete(new ResourceKey("Deployment", "default", "shop"), Optional.empty());
    f.work.advance(Duration.ofMinutes(1));
    assertThat(seen).contains("shop gone");
    int before = seen.size();
    subscription.close();
    f.apply(Yaml.WEB);
    f.delete(WEB, Optional.empty());
    assertThat(seen).hasSize(before);
  }

  @Test
  void aDryRunChangesNothing() {
    assertThat(f.engine.resources().apply(Yaml.WEB, "default", true))
        .containsExactly(new ApplyResult(WEB, Action.CREATED));
    assertThat(f.list("Pod")).isEmpty();
  }

  @Test
  void aBadDocumentKeepsTheGoodOnesOut() {
    assertCode(
        ErrorCode.INVALID_ARGUMENT,
        () ->
            f.engine
                .resources()
                .apply(Yaml.WEB + "---\n" + Yaml.REPLICAS.replace("2", "-2"), "default", false));
    assertThat(f.list("Pod")).isEmpty();
  }

  @Test
  void theSpecOfAPodIsFixed() {
    f.apply(Yaml.WEB);
    assertCode(
        ErrorCode.FAILED_PRECONDITION,
        () -> f.apply(Yaml.WEB.replace("value: own", "value: other")));
    assertCode(
        ErrorCode.FAILED_PRECONDITION,
        () ->
            f.apply(
                Yaml.WEB.replace(
                    "labels: {app: web}", "annotations: {carob.io/snapshotter: native-copy}")));
  }

  @Test
  void theSelectorOfADeploymentIsFixed() {
    f.apply(Yaml.REPLICAS);
    assertCode(
        ErrorCode.FAILED_PRECONDITION,
        () -> f.apply(Yaml.REPLICAS.replace("app: shop}", "app: stall}")));
  }

  @Test
  void anImmutableConfigMapIsFixed() {
    String map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, immutable: true, data: ";
    f.apply(map + "{a: x}}");
    assertCode(ErrorCode.FAILED_PRECONDITION, () -> f.apply(map + "{a: y}}"));
  }

  @Test
  void fieldsWithoutEffectAreToldInAnEvent() {
    f.apply(Yaml.WEB.replace("spec:\n", "spec:\n  serviceAccountName: robot\n"));
    assertThat(f.engine.events().list())
        .anyMatch(
            e ->
                e.reason().equals("Ignored")
                    && e.type().equals("Warning")
                    && e.message().contains("spec.serviceAccountName"));
  }

  @Test
  void aPluginThatIsThereChecksItsFields() {
    assertCode(
        ErrorCode.INVALID_ARGUMENT,
        () -> f.apply(Yaml.WEB.replace("emptyDir: {}", "emptyDir: {sizeLimit: 1Mi}")));
  }

  @Test
  void unknownThingsAreErrors() {
    assertCode(ErrorCode.NOT_FOUND, () -> f.delete(WEB, Optional.empty()));
    assertCode(
        ErrorCode.INVALID_ARGUMENT, () -> f.engine.resources().list("Service", Optional.empty()));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> f.engine.resources().scale(WEB, 2));
    ResourceKey shop = new ResourceKey("Deployment", "default", "shop");
    assertCode(ErrorCode.NOT_FOUND, () -> f.engine.resources().scale(shop, 2));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> f.engine.resources().scale(shop, -1));
    assertThat(f.engine.resources().get(WEB)).isEmpty();
    assertThat(f.engine.resources().kinds()).containsExactly("ConfigMap", "Deployment", "Pod");
  }

  @Test
  void applyingToWhatIsBeingDeletedIsRefused() {
    f.kernel.ignoresTerm = true;
    f.apply(Yaml.WEB);
    f.delete(WEB, Optional.empty());
    f.work.settle();
    assertCode(ErrorCode.FAILED_PRECONDITION, () -> f.apply(Yaml.WEB));
  }

  @Test
  void keysOfManifestsAreReadWithoutApplying() {
    assertThat(f.engine.resources().keys(Yaml.WEB, "default")).containsExactly(WEB);
    assertThat(f.list("Pod")).isEmpty();
  }

  @Test
  void aPodThatWaitsInVainForItsPluginCanStillGo() {
    f.apply(Yaml.WEB.replace("emptyDir: {}", "csi: {driver: never}"));
    EngineFixture.Gone gone = f.delete(WEB, Optional.empty());
    f.work.settle();
    assertThat(gone.done()).isTrue();
    assertThat(f.clean()).isTrue();
  }

  @Test
  void showsAPodBelowTheLevelOfManifests() {
    f.apply(Yaml.WEB);
    PodInfo pod = f.engine.pods().find("default", "web").orElseThrow();
    assertThat(pod.phase()).isEqualTo("Running");
    assertThat(pod.sandbox().orElseThrow().pausePid()).isEqualTo(4242);
    assertThat(pod.containers()).extracting(c -> c.name()).containsExactly("nginx", "sidecar");
    assertThat(pod.containers().get(0).status().orElseThrow().pid()).isEqualTo(4711);
    assertThat(pod.containers().get(0).mounts()).hasSize(4);
    assertThat(pod.volumes()).hasSize(1);
    assertThat(f.engine.pods().list(Optional.of("other"))).isEmpty();
  }

  @Test
  void logsNameWhatIsMissing() {
    f.apply(Yaml.WEB.replace("demo/web:1", "demo/missing:1"));
    assertCode(ErrorCode.INVALID_ARGUMENT, () -> log(Optional.empty(), false));
    assertCode(ErrorCode.NOT_FOUND, () -> log(Optional.of("other"), false));
    assertCode(ErrorCode.FAILED_PRECONDITION, () -> log(Optional.of("nginx"), false));
    assertCode(ErrorCode.NOT_FOUND, () -> log(Optional.of("nginx"), true));
    assertCode(
        ErrorCode.FAILED_PRECONDITION,
        () -> f.engine.pods().exec("default", "web", Optional.empty(), List.of("id")).close());
  }

  private void log(Optional<String> container, boolean previous) throws java.io.IOException {
    f.engine
        .pods()
        .log(
            new LogRequest(
                "default",
                "web",
                container,
                false,
                OptionalInt.empty(),
                Optional.empty(),
                previous,
                false))
        .close();
  }

  private List<Action> actions(String yaml) {
    return f.engine.resources().apply(yaml, "default", false).stream()
        .map(ApplyResult::action)
        .toList();
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CarobException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
