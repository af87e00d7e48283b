package io.carob.sandbox.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.carob.api.node.NodeLayout;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.tck.TckFailure;
import io.carob.tck.sandbox.ContainerRuntimeTck;
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
class BrokenRuntimesTest {

  private static Function<NodeLayout, ContainerRuntime> current = OciRuntimeTckTest::runtime;

  /** A mistake, with the test that must fail, its clause, and words of what was seen. */
  private record Mistake(
      Function<NodeLayout, ContainerRuntime> driver, String test, String clause, String seen) {}

  static List<Arguments> mistakes() {
    return List.of(
        mistake(BrokenRuntimes.Remembers::new, "anotherInstanceContinues", "C1", "No value"),
        mistake(BrokenRuntimes.BeginsAnew::new, "createAgainAnswersTheSame", "C2", "CREATED"),
        mistake(BrokenRuntimes.LeavesProcess::new, "failedCreateLeavesNothing", "C3", "sleep 1"),
        mistake(
            BrokenRuntimes.EndsItsContainers::new,
            "stoppedInstanceLetsGo",
            "C4",
            "the failure of exit"),
        mistake(BrokenRuntimes.OneAtATime::new, "eightContainersAtOnce", "C5", "busy"),
        mistake(BrokenRuntimes.RefusesItself::new, "ownFormatIsRead", "C6", "false"),
        mistake(BrokenRuntimes.LittersWhenChecked::new, "selfCheckLeavesNothing", "C7", "litter"));
  }

  private static Arguments mistake(
      Function<NodeLayout, ContainerRuntime> driver, String test, String clause, String seen) {
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
      Function<NodeLayout, ContainerRuntime> driver, String test) {
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

  /** The suite over the runtime under examination; run by the test kit alone. */
  static class Bound extends ContainerRuntimeTck {

    Bound(@TempDir Path data) {
      super(node -> current.apply(node), data);
    }
  }
}
