package io.carob.tck.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.carob.api.snapshot.SnapshotDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Each mistake is caught by a test that names its clause, and the report points nowhere else. */
class BrokenDriversTest {

  private static final String KILLS = "killedCallsAreRepeated";

  private static Supplier<SnapshotDriver> current = ReferenceSnapshotDriver::new;

  @Test
  void theReferenceBreaksNothing() {
    assertThat(brokenClausesAndKills(ReferenceSnapshotDriver::new)).isEmpty();
  }

  @Test
  void stateInMemoryBreaksS1() {
    assertThat(brokenClausesAndKills(BrokenDrivers.KeepsStateInMemory::new)).containsExactly("S1");
  }

  @Test
  void changingAParentBreaksS2() {
    assertThat(brokenClauses(BrokenDrivers.ChangesParent::new)).containsExactly("S2");
  }

  @Test
  void writingOutsideOfThePlaceBreaksS2() {
    assertThat(brokenClauses(BrokenDrivers.WritesOutsideOfItsPlace::new)).containsExactly("S2");
  }

  @Test
  void aFolderOfTheHostThatADriverAnswersIsLeftAsItIs(@TempDir Path host) throws IOException {
    Path file = Files.writeString(host.resolve("passwd"), "root");
    assertThat(brokenClauses(() -> new BrokenDrivers.AnswersAnotherFolder(host)))
        .contains("S2", "S4", "S8");
    assertThat(host).isDirectoryContaining(file::equals);
    assertThat(host.toFile().list()).containsExactly("passwd");
    assertThat(file).hasContent("root");
  }

  @Test
  void leavingMountsBreaksS3AndWhatDeletesPlaces() {
    assertThat(brokenClauses(BrokenDrivers.LeavesMounts::new))
        .contains("S3")
        .isSubsetOf("S2", "S3", "S6", "S9", "S10");
  }

  @Test
  void forgettingTheRootFoldersTimeBreaksS4AndAllThatComparesTrees() {
    assertThat(brokenClauses(BrokenDrivers.ForgetsTimes::new))
        .contains("S4")
        .doesNotContain("S2", "S3", "S9", "S10");
  }

  @Test
  void linkingWhatParentsHaveIntoThePlaceBreaksS4() {
    assertThat(brokenClauses(BrokenDrivers.LinksFromParents::new)).containsExactly("S4");
  }

  @Test
  void writableViewsBreakS4() {
    assertThat(brokenClauses(BrokenDrivers.WritableViews::new)).containsExactly("S4");
  }

  @Test
  void sharingAWritableFolderBreaksS5AndSoS7() {
    assertThat(brokenClauses(BrokenDrivers.SharesWritableFolder::new))
        .containsExactlyInAnyOrder("S5", "S7");
  }

  @Test
  void losingDataOnRepetitionBreaksS6AndSoS1() {
    assertThat(brokenClausesAndKills(BrokenDrivers.LosesDataOnRepetition::new))
        .containsExactlyInAnyOrder("S6", "S1");
  }

  @Test
  void closingASnapshotBeforeItIsRecordedBreaksS6() {
    assertThat(brokenClausesAndKills(BrokenDrivers.ClosesOnCommit::new)).containsExactly("S6");
  }

  @Test
  void sealingForEverInCommitBreaksS6() {
    assertThat(brokenClausesAndKills(BrokenDrivers.SealsForEver::new)).containsExactly("S6");
  }

  @Test
  void measuringAParentOutOfItsPlaceBreaksS7() {
    assertThat(brokenClauses(BrokenDrivers.MeasuresAside::new)).containsExactly("S7");
  }

  @Test
  void oneCallAtATimeBreaksS7() {
    assertThat(brokenClauses(BrokenDrivers.OneAtATime::new)).containsExactly("S7");
  }

  @Test
  void forgettingWhiteoutsBreaksS8() {
    assertThat(brokenClauses(BoundToForgetsWhiteouts.class)).containsExactly("S8");
  }

  @Test
  void countingParentsBreaksS9() {
    assertThat(brokenClauses(BrokenDrivers.CountsParents::new)).containsExactly("S9");
  }

  @Test
  void countingNothingBreaksS9() {
    assertThat(brokenClauses(BrokenDrivers.CountsNothing::new)).containsExactly("S9");
  }

  @Test
  void wrongDifferencesBreakS11() {
    assertThat(brokenClauses(BrokenDrivers.ForgetsChanges::new)).containsExactly("S11");
    assertThat(brokenClauses(BrokenDrivers.ForgetsDeletions::new)).containsExactly("S11");
    assertThat(brokenClauses(BrokenDrivers.HidesItsAbility::new)).containsExactly("S11");
  }

  @Test
  void theWrongErrorCodeBreaksS10() {
    assertThat(brokenClauses(BrokenDrivers.WrongCode::new)).containsExactly("S10");
  }

  private static Set<String> brokenClauses(Supplier<SnapshotDriver> driver) {
    current = driver;
    return brokenClauses(Bound.class);
  }

  /** A process that calls the driver is killed, too. */
  private static Set<String> brokenClausesAndKills(Supplier<SnapshotDriver> driver) {
    current = driver;
    return brokenClauses(BoundToBeKilled.class);
  }

  private static Set<String> brokenClauses(Class<? extends SnapshotDriverTck> suite) {
    Events tests =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(suite)).execute().testEvents();
    assertThat(tests.started().count()).as("tests that ran").isGreaterThan(40);
    return tests.failed().stream()
        .map(event -> event.getTestDescriptor().getDisplayName())
        .map(name -> name.substring(0, name.indexOf(' ')))
        .collect(Collectors.toSet());
  }

  /**
   * The suite over the driver under examination; run by the test kit alone. Without the case that
   * kills a process, which takes as long as all others: it tells of repetition and of state.
   */
  @ExtendWith(WithoutKills.class)
  static class Bound extends SnapshotDriverTck {

    Bound(@TempDir(factory = InMemory.class) Path data) {
      super(() -> current.get(), data);
    }
  }

  /** All of it. The process that is killed sees the reference, which lays places out alike. */
  static class BoundToBeKilled extends SnapshotDriverTck {

    BoundToBeKilled(@TempDir(factory = InMemory.class) Path data) {
      super(() -> current.get(), data);
    }
  }

  /** Leaves out the case that kills. */
  static final class WithoutKills implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return context.getTestMethod().stream().anyMatch(m -> m.getName().equals(KILLS))
          ? ConditionEvaluationResult.disabled("told by other suites")
          : ConditionEvaluationResult.enabled("");
    }
  }

  /** This one lays places out in another way, so the process that is killed must have it too. */
  static class BoundToForgetsWhiteouts extends SnapshotDriverTck {

    BoundToForgetsWhiteouts(@TempDir(factory = InMemory.class) Path data) {
      super(BrokenDrivers.ForgetsWhiteouts::new, data);
    }
  }
}
