package io.carob.sandbox.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.carob.api.node.NodeLayout;
import io.carob.tck.TckFailure;
import java.util.List;
import java.util.function.Function;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A broken driver, with the test that must fail, its clause, and words of what was seen. */
record Mistake<D>(Function<NodeLayout, D> driver, String test, String clause, String seen) {

  /** The suite, which is bound to the driver, catches it, and tells what was done and seen. */
  void isCaughtBy(Class<?> suite) {
    List<TckFailure> failures = failures(suite);
    assertThat(failures).hasSize(1);
    assertThat(failures.get(0).title()).startsWith(clause + " ");
    assertThat(failures.get(0).steps()).isNotEmpty();
    assertThat(failures.get(0).seen()).contains(seen);
  }

  private List<TckFailure> failures(Class<?> suite) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(suite, test))
        .execute()
        .testEvents()
        .assertStatistics(statistics -> statistics.started(1))
        .failed()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> (TckFailure) result.getThrowable().orElseThrow())
        .toList();
  }

  /** Its name in reports. */
  @Override
  public String toString() {
    return clause;
  }
}
