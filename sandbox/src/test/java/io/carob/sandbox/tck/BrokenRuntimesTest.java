package io.carob.sandbox.tck;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.tck.sandbox.ContainerRuntimeTck;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is caught by a test of its clause, which tells what was done and seen. */
class BrokenRuntimesTest {

  private static Function<NodeLayout, ContainerRuntime> current = OciRuntimeTckTest::runtime;

  static List<Mistake<ContainerRuntime>> mistakes() {
    return List.of(
        new Mistake<>(BrokenRuntimes.Remembers::new, "anotherInstanceContinues", "C1", "No value"),
        new Mistake<>(BrokenRuntimes.BeginsAnew::new, "createAgainAnswersTheSame", "C2", "CREATED"),
        new Mistake<>(
            BrokenRuntimes.LeavesProcess::new, "failedCreateLeavesNothing", "C3", "sleep 1"),
        new Mistake<>(
            BrokenRuntimes.EndsItsContainers::new,
            "stoppedInstanceLetsGo",
            "C4",
            "the failure of exit"),
        new Mistake<>(BrokenRuntimes.OneAtATime::new, "eightContainersAtOnce", "C5", "busy"),
        new Mistake<>(BrokenRuntimes.RefusesItself::new, "ownFormatIsRead", "C6", "false"),
        new Mistake<>(
            BrokenRuntimes.LittersWhenChecked::new, "selfCheckLeavesNothing", "C7", "litter"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeFailsTheTestOfItsClause(Mistake<ContainerRuntime> mistake) {
    current = mistake.driver();
    mistake.isCaughtBy(Bound.class);
  }

  /** The suite over the runtime under examination; run by the test kit alone. */
  static class Bound extends ContainerRuntimeTck {

    Bound(@TempDir Path data) {
      super(node -> current.apply(node), data);
    }
  }
}
