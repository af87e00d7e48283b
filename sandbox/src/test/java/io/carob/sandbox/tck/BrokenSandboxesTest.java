package io.carob.sandbox.tck;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.tck.sandbox.SandboxDriverTck;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake is caught by a test of its clause, which tells what was done and seen. */
class BrokenSandboxesTest {

  private static Function<NodeLayout, SandboxDriver> current = PauseSandboxTckTest::driver;

  static List<Mistake<SandboxDriver>> mistakes() {
    return List.of(
        new Mistake<>(
            BrokenSandboxes.Remembers::new, "anotherInstanceContinues", "B1", "was empty"),
        new Mistake<>(
            BrokenSandboxes.BeginsAnew::new, "createAgainAnswersTheSame", "B2", "Sandbox["),
        new Mistake<>(
            BrokenSandboxes.LeavesProcess::new, "failedCreateLeavesNothing", "B3", "sleep 1"),
        new Mistake<>(
            BrokenSandboxes.EndsItsPods::new, "stoppedInstanceLetsGo", "B4", "ready=false"),
        new Mistake<>(
            BrokenSandboxes.OneAtATime::new, "eightPodsAtOnce", "B5", "UNAVAILABLE: busy"),
        new Mistake<>(BrokenSandboxes.RefusesItself::new, "ownFormatIsRead", "B6", "false"),
        new Mistake<>(
            BrokenSandboxes.FailsItsCheck::new, "selfCheckLeavesNothing", "B7", "not well"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeFailsTheTestOfItsClause(Mistake<SandboxDriver> mistake) {
    current = mistake.driver();
    mistake.isCaughtBy(Bound.class);
  }

  /** The suite over the driver under examination; run by the test kit alone. */
  static class Bound extends SandboxDriverTck {

    Bound(@TempDir Path data) {
      super(node -> current.apply(node), data);
    }
  }
}
