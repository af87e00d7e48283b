package io.carob.sandbox.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.tck.TckFailure;
import io.carob.tck.sandbox.SandboxDriverTck;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Each mistake is caught by a test of its clause, which tells what was done and seen. */
class BrokenSandboxesTest {

  private static Function<NodeLayout, SandboxDriver> current = PauseSandboxTckTest::driver;

  /** A mistake, with the test that must fail, its clause, and words of what was seen. */
  private record Mistake(
      Function<NodeLayout, SandboxDriver> driver, String test, String clause, String seen) {}

  static List<Arguments> mistakes() {
    return List.of(
        mistake(BrokenSandboxes.Remembers::new, "anotherInstanceContinues", "B1", "was empty"),
        mistake(BrokenSandboxes.BeginsAnew::new, "createAgainAnswersTheSame", "B2", "Sandbox["),
        mistake(BrokenSandboxes.LeavesProcess::new, "failedCreateLeavesNothing", "B3", "sleep 1"),
        mistake(BrokenSandboxes.EndsItsPods::new, "stoppedInstanceLetsGo", "B4", "ready=false"),
        mistake(BrokenSandboxes.OneAtATime::new, "eightPodsAtOnce", "B5", "UNAVAILABLE: busy"),
        mistake(BrokenSandboxes.RefusesItself::new, "ownFormatIsRead", "B6", "false"),
        mistake(BrokenSandboxes.FailsItsCheck::new, "selfCheckLeavesNothing", "B7", "not well"));
  }

  private static Arguments mistake(
      Function<NodeLayout, SandboxDriver> driver, String test, String clause, String seen) {
    return Arguments.of(Named.of(clause, new Mistake(driver, test, clause, seen)));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakeFailsTheTestOfItsClause(Mistake mistake) {
    List<TckFailure> failures = failures(mistake.driver(), mistake.test());
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).title()).startsWith(mistake.clause() + " ");
    assertThat(failures.get(0).steps()).isNotEmpty();
    assertThat(failures.get(0).seen()).contains(mistake.seen());
  }

  private static List<TckFailure> failures(
      Function<NodeLayout, SandboxDriver> driver, String test) {
    current = driver;
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Bound.class, test))
        .execute()
        .testEvents()
        .assertStatistics(statistics -> statistics.started(1))
        .failed()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> (TckFailure) result.getThrowable().orElseThrow())
        .toList();
  }

  /** The suite over the driver under examination; run by the test kit alone. */
  static class Bound extends SandboxDriverTck {

    Bound(@TempDir Path data) {
      super(node -> current.apply(node), data);
    }
  }
}
