package io.carob.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.pod.ResourceKey;
import io.carob.rest.fake.FakeNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RunAttachTest {

  private static final ResourceKey JOB = new ResourceKey("Pod", "default", "job");

  private FakeNode node;

  @BeforeEach
  void start(@TempDir Path temp) {
    node = new FakeNode(temp);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** The pod's container goes through these states as soon as the pod is there. */
  private Run run(String... states) {
    node.resources.watch(
        key -> {
          String json = node.resources.objects.get(key);
          if (json != null && json.endsWith("\"status\":{}}")) {
            for (String state : states) {
              node.resources.put(
                  key,
                  "{\"containers\":[{\"name\":\"job\"}]}",
                  "{\"containerStatuses\":[{\"name\":\"job\",\"state\":{" + state + "}}]}");
            }
          }
        });
    return Run.of(node.layout.socket(), "", "run", "demo/x:1", "--name", "job", "--attach", "--rm");
  }

  @Test
  void passesOutputsAndExitCodeOn() {
    Run run =
        run(
            "\"waiting\":{\"reason\":\"ContainerCreating\"}",
            "\"running\":{}",
            "\"terminated\":{\"exitCode\":3,\"reason\":\"Error\"}");
    assertThat(run).isEqualTo(new Run(3, "out\n", "err\n"));
    assertThat(node.resources.objects).doesNotContainKey(JOB);
  }

  @Test
  void tellsWhyACommandDidNotStart() {
    Run run =
        run("\"terminated\":{\"exitCode\":127,\"message\":\"\\\"frobnicate\\\" is not there\"}");
    assertThat(run.code()).isEqualTo(127);
    assertThat(run.err()).endsWith("carob: \"frobnicate\" is not there\n");
  }

  @Test
  void endsWhenTheImageIsNotThere() {
    Run run =
        run("\"waiting\":{\"reason\":\"ErrImageNeverPull\",\"message\":\"image x is not here\"}");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("ErrImageNeverPull", "image x is not here");
    assertThat(node.resources.objects).doesNotContainKey(JOB);
  }

  @Test
  void leavesAPodThatWasThereBefore() {
    node.resources.put(JOB, "{}", "{}");
    Run run = run();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("there already");
    assertThat(node.resources.objects).containsKey(JOB);
  }

  @Test
  void tellsThatThePodWasDeleted() {
    node.resources.watch(key -> node.resources.objects.remove(key));
    Run run = run();
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("not found");
  }
}
