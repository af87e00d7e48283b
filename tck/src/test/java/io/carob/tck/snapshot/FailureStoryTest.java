package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.tck.Clause;
import io.carob.tck.TckFailure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What a failure tells the author of a driver. */
class FailureStoryTest {

  @Test
  void aTreeThatDiffersIsToldNameByName() {
    TckFailure failure = failure("prepareAgainKeepsWrites");
    assertThat(failure.title()).isEqualTo("S6 repetition: prepare again keeps what was written");
    assertThat(failure.clause().map(Clause::name)).contains("repetition");
    assertThat(failure.steps().get(0))
        .isEqualTo("beginLayer(places/1, []) -> Tree[folder=places/1/tree]");
    assertThat(failure.steps())
        .anyMatch(step -> step.startsWith("wrote a layer of "))
        .contains("prepare(ACTIVE, places/2, [places/1])", "unmounted targets/3");
    assertThat(failure.expected()).contains("made/");
    assertThat(failure.seen()).contains(": absent");
    assertThat(failure)
        .hasMessageContaining("usually means: prepare loses writes: the tree is made anew");
  }

  @Test
  void whatADriverThrowsIsToldWithItsPlace() {
    TckFailure failure = failure("mountsNeedAPreparedPlace");
    assertThat(failure.steps().get(failure.steps().size() - 1))
        .startsWith(
            "mounts(ACTIVE, places/2, [places/1]) -> CarobException NOT_FOUND: no such place");
    assertThat(failure.expected()).isEqualTo("FAILED_PRECONDITION");
    assertThat(failure.seen()).isEqualTo("NOT_FOUND");
  }

  private static TckFailure failure(String method) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Forgetful.class, method))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> (TckFailure) result.getThrowable().orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  /** Breaks S6 and S10; run by the test kit alone. */
  static class Forgetful extends SnapshotDriverTck {
    Forgetful(@TempDir(factory = InMemory.class) Path data) {
      super(WrongTwice::new, data);
    }
  }

  static final class WrongTwice extends BrokenDrivers.LosesDataOnRepetition {
    @Override
    public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
      return new BrokenDrivers.WrongCode().mounts(kind, place, parents);
    }
  }
}
