package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WaitCommandTest {

  private static final ResourceKey WEB = new ResourceKey("Pod", "default", "web");
  private static final ResourceKey SHOP = new ResourceKey("Deployment", "default", "shop");

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    node = new FakeNode(temp);
    node.resources.put(WEB, "{}", status("Ready", "False"));
    node.resources.put(SHOP, "{}", status("Available", "True"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static String status(String type, String value) {
    return "{\"conditions\":[{\"type\":\"" + type + "\",\"status\":\"" + value + "\"}]}";
  }

  private Run carob(String... args) {
    return Run.of(node.layout.socket(), "", args);
  }

  /** Runs the command until it watches; it waits then. */
  private CompletableFuture<Run> waiting(String... args) throws InterruptedException {
    CompletableFuture<Run> running = CompletableFuture.supplyAsync(() -> carob(args));
    while (node.resources.watchers.isEmpty()) {
      Thread.sleep(5);
    }
    return running;
  }

  @Test
  void aConditionThatHoldsIsMetAtOnce() {
    assertThat(carob("wait", "--for=condition=Available", "deployment/shop"))
        .isEqualTo(new Run(0, "deployment.apps/shop condition met\n", ""));
    assertThat(carob("wait", "--for=condition=ready=false", "pod", "web").code()).isZero();
  }

  @Test
  void waitsUntilTheConditionIsMet() throws Exception {
    CompletableFuture<Run> run = waiting("wait", "--for=condition=Ready", "pod/web");
    node.resources.put(WEB, "{\"changed\":1}", status("Ready", "False"));
    assertThat(run).isNotDone();
    node.resources.put(WEB, "{}", status("Ready", "True"));
    assertThat(run.get()).isEqualTo(new Run(0, "pod/web condition met\n", ""));
  }

  @Test
  void givesUpWhenTheTimeIsOver() {
    String late = "carob: timed out waiting for the condition on pods/web\n";
    String[] wait = {"wait", "--for=condition=Ready", "pod/web", "deploy/shop", "--timeout=20ms"};
    assertThat(carob(wait))
        .isEqualTo(
            new Run(
                1, "", late + "carob: timed out waiting for the condition on deployments/shop\n"));
    assertThat(carob("wait", "--for=condition=Ready", "pod/web", "--timeout=0"))
        .isEqualTo(new Run(1, "", late));
    assertThat(carob("wait", "--for=condition=Available", "deploy/shop", "--timeout=0s").code())
        .isZero();
  }

  @Test
  void waitsForADeletion() throws Exception {
    CompletableFuture<Run> run = waiting("wait", "--for=delete", "pod/web", "--timeout=-1s");
    node.resources.drop(WEB);
    assertThat(run.get()).isEqualTo(new Run(0, "pod/web condition met\n", ""));
    assertThat(carob("wait", "--for=delete", "pod/web")).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void whatIsNotThereOrGoesMeetsNoCondition() throws Exception {
    Run none = carob("wait", "--for=condition=Ready", "pod/none");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).contains("pod \"none\" not found");
    CompletableFuture<Run> run = waiting("wait", "--for=condition=Ready", "pod/web");
    node.resources.drop(WEB);
    assertThat(run.get())
        .isEqualTo(new Run(1, "", "carob: pod/web was deleted before it met Ready\n"));
  }

  @Test
  void aServiceThatGoesIsNoTimeOut() throws Exception {
    CompletableFuture<Run> run = waiting("wait", "--for=condition=Ready", "pod/web");
    node.close();
    assertThat(run.get().code()).isEqualTo(CliException.NO_SERVICE);
  }

  @Test
  void wrongUsageIsTwo() {
    assertThat(carob("wait", "pod/web").code()).isEqualTo(2);
    Run unknown = carob("wait", "--for=ready", "pod/web");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("unrecognized condition: \"ready\"");
    assertThat(carob("wait", "--for=delete", "pod/web", "--timeout=60").code()).isEqualTo(2);
  }

  @Test
  void durationsAreWrittenAsInGo() {
    assertThat(GoDuration.millis("1h2m3.5s")).isEqualTo(3_723_500);
    assertThat(GoDuration.millis("15ms")).isEqualTo(15);
    assertThat(GoDuration.millis("-1s")).isEqualTo(-1000);
    assertThat(GoDuration.millis("0")).isZero();
  }
}
