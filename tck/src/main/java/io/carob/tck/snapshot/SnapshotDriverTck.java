package io.carob.tck.snapshot;

import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.tck.story.StoryTeller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract of {@link SnapshotDriver}, as tests. A driver author writes one subclass:
 *
 * <pre>{@code
 * class MyDriverTckTest extends SnapshotDriverTck {
 *   MyDriverTckTest(@TempDir Path data) {
 *     super(MyDriver::new, data);
 *   }
 * }
 * }</pre>
 *
 * <p>One test kills a process in the middle of the driver's work. That process makes the subclass
 * by its only constructor, which takes no argument or the folder for data.
 *
 * <p>No test can be left out or changed. What a test does depends only on the capabilities that the
 * driver declares and on the form in which it asks for layers. Each test names the clause that it
 * checks; one that fails throws a {@link io.carob.tck.TckFailure}. The tests mount, so they run as
 * root; they leave nothing behind.
 */
public abstract class SnapshotDriverTck {

  @RegisterExtension final StoryTeller teller = new StoryTeller();

  private final Supplier<SnapshotDriver> drivers;
  private final Path data;

  /**
   * Binds a driver.
   *
   * @param drivers makes a new driver, as if the service had just been started
   * @param data a folder on a real file system that the driver works on; the tests make theirs
   *     below it
   */
  protected SnapshotDriverTck(Supplier<SnapshotDriver> drivers, Path data) {
    this.drivers = drivers;
    this.data = data;
  }

  @Test
  @DisplayName("S1 stateless: a new instance continues where another stopped")
  public final void newInstanceContinues() throws IOException {
    runWithNewDrivers(PlaceCases::newInstanceContinues);
  }

  @Test
  @DisplayName("S1 stateless: name and capabilities are constant")
  public final void nameAndCapabilitiesAreConstant() throws IOException {
    runWithNewDrivers(PlaceCases::nameAndCapabilitiesAreConstant);
  }

  @Test
  @DisplayName("S2 own place only: calls write in their own place only")
  public final void callsWriteInTheirOwnPlaceOnly() throws IOException {
    run(PlaceCases::callsWriteInTheirOwnPlaceOnly);
  }

  @Test
  @DisplayName("S2 own place only: writes through an active leave parents unchanged")
  public final void writesLeaveParentsUnchanged() throws IOException {
    run(PlaceCases::writesThroughAnActiveLeaveParentsUnchanged);
  }

  @Test
  @DisplayName("S2 own place only: layers leave parents unchanged")
  public final void layersLeaveParentsUnchanged() throws IOException {
    run(PlaceCases::layersLeaveParentsUnchanged);
  }

  @Test
  @DisplayName("S3 no mounting: calls leave nothing mounted")
  public final void callsLeaveNothingMounted() throws IOException {
    run(PlaceCases::callsLeaveNothingMounted);
  }

  @Test
  @DisplayName("S3 no mounting: probe succeeds and leaves nothing")
  public final void probeLeavesNothing() throws IOException {
    run(PlaceCases::probeLeavesNothing);
  }

  @Test
  @DisplayName("S4 content: an active without parents is empty and writable")
  public final void activeWithoutParentsIsEmpty() throws IOException {
    run(ContentCases::activeWithoutParentsIsEmpty);
  }

  @Test
  @DisplayName("S4 content: a place may be a file system of its own")
  public final void placeMayBeAFileSystemOfItsOwn() throws IOException {
    run(ContentCases::placeMayBeAFileSystemOfItsOwn);
  }

  @Test
  @DisplayName("S4 content: a view without parents is empty")
  public final void viewWithoutParentsIsEmpty() throws IOException {
    run(ContentCases::viewWithoutParentsIsEmpty);
  }

  @Test
  @DisplayName("S4 content: an active shows every kind of inode exactly")
  public final void activeShowsEveryKindOfInode() throws IOException {
    run(ContentCases::activeShowsEveryKindOfInode);
  }

  @Test
  @DisplayName("S4 content: a view shows every kind of inode exactly")
  public final void viewShowsEveryKindOfInode() throws IOException {
    run(ContentCases::viewShowsEveryKindOfInode);
  }

  @Test
  @DisplayName("S4 content: later layers win")
  public final void laterLayersWin() throws IOException {
    run(ContentCases::laterLayersWin);
  }

  @Test
  @DisplayName("S4 content: the root folder is the topmost parent's")
  public final void rootFolderIsTheTopmostParents() throws IOException {
    run(ContentCases::rootFolderIsTheTopmostParents);
  }

  @Test
  @DisplayName("S4 content: forty layers are one tree")
  public final void fortyLayersAreOneTree() throws IOException {
    run(ContentCases::fortyLayersAreOneTree);
  }

  @Test
  @DisplayName("S4 content: an active takes every edit")
  public final void activeTakesEveryEdit() throws IOException {
    run(ContentCases::activeTakesEveryEdit);
  }

  @Test
  @DisplayName("S4 content: a view is read-only")
  public final void viewIsReadOnly() throws IOException {
    run(ContentCases::viewIsReadOnly);
  }

  @Test
  @DisplayName("S5 isolation: actives of one parent stay apart")
  public final void activesOfOneParentStayApart() throws IOException {
    run(IsolationCases::activesOfOneParentStayApart);
  }

  @Test
  @DisplayName("S5 isolation: actives without parents stay apart")
  public final void activesWithoutParentsStayApart() throws IOException {
    run(IsolationCases::activesWithoutParentsStayApart);
  }

  @Test
  @DisplayName("S5 isolation: later snapshots do not see writes")
  public final void laterSnapshotsDoNotSeeWrites() throws IOException {
    run(IsolationCases::laterSnapshotsDoNotSeeWrites);
  }

  @Test
  @DisplayName("S6 repetition: prepare again shows the same")
  public final void prepareAgainShowsTheSame() throws IOException {
    run(RepetitionCases::prepareAgainShowsTheSame);
  }

  @Test
  @DisplayName("S6 repetition: prepare again keeps what was written")
  public final void prepareAgainKeepsWrites() throws IOException {
    run(RepetitionCases::prepareAgainKeepsWhatWasWritten);
  }

  @Test
  @DisplayName("S6 repetition: prepare again without parents keeps what was written")
  public final void prepareAgainWithoutParentsKeepsWrites() throws IOException {
    run(RepetitionCases::prepareAgainKeepsWhatWasWrittenWithoutParents);
  }

  @Test
  @DisplayName("S6 repetition: mounts and usage answer the same again")
  public final void mountsAndUsageAnswerTheSame() throws IOException {
    run(RepetitionCases::mountsAndUsageAnswerTheSameAgain);
  }

  @Test
  @DisplayName("S6 repetition: beginLayer again discards")
  public final void beginLayerAgainDiscards() throws IOException {
    run(RepetitionCases::beginLayerAgainDiscards);
  }

  @Test
  @DisplayName("S6 repetition: a cut-off layer begins anew")
  public final void cutOffLayerBeginsAnew() throws IOException {
    run(RepetitionCases::cutOffLayerBeginsAnew);
  }

  @Test
  @DisplayName("S6 repetition: commit again changes nothing")
  public final void commitAgainChangesNothing() throws IOException {
    run(RepetitionCases::commitAgainChangesNothing);
  }

  @Test
  @DisplayName("S6 repetition: a commit may be taken back")
  public final void commitMayBeTakenBack() throws IOException {
    run(RepetitionCases::commitMayBeTakenBack);
  }

  @Test
  @DisplayName("S6 repetition: remove again succeeds")
  public final void removeAgainSucceeds() throws IOException {
    run(RepetitionCases::removeAgainSucceeds);
  }

  @Test
  @DisplayName("S7 concurrency: snapshots of one parent are prepared at the same time")
  public final void snapshotsPreparedAtTheSameTime() throws IOException {
    run(ConcurrencyCases::placesOfOneParentAtTheSameTime);
  }

  @Test
  @DisplayName("S7 concurrency: a parent is measured while snapshots are prepared on it")
  public final void parentMeasuredMeanwhile() throws IOException {
    run(ConcurrencyCases::parentIsMeasuredMeanwhile);
  }

  @Test
  @DisplayName("S7 concurrency: layers arrive at the same time")
  public final void layersArriveAtTheSameTime() throws IOException {
    run(ConcurrencyCases::layersAtTheSameTime);
  }

  @Test
  @DisplayName("S8 layers: a whiteout hides a name")
  public final void whiteoutHidesAName() throws IOException {
    run(LayerCases::whiteoutHidesAName);
  }

  @Test
  @DisplayName("S8 layers: an opaque folder hides what is below")
  public final void opaqueFolderHidesWhatIsBelow() throws IOException {
    run(LayerCases::opaqueFolderHidesWhatIsBelow);
  }

  @Test
  @DisplayName("S8 layers: an opaque root folder hides all layers below")
  public final void opaqueRootHidesAllLayersBelow() throws IOException {
    run(LayerCases::opaqueRootHidesAllLayersBelow);
  }

  @Test
  @DisplayName("S8 layers: a whiteout of nothing is not seen")
  public final void whiteoutOfNothingIsNotSeen() throws IOException {
    run(LayerCases::whiteoutOfNothingIsNotSeen);
  }

  @Test
  @DisplayName("S8 layers: a layer hides and replaces in every way")
  public final void layerHidesAndReplaces() throws IOException {
    run(LayerCases::layerHidesAndReplacesInEveryWay);
  }

  @Test
  @DisplayName("S8 layers: a later layer brings back hidden names")
  public final void laterLayerBringsBack() throws IOException {
    run(LayerCases::laterLayerBringsBackHiddenNames);
  }

  @Test
  @DisplayName("S8 layers: a layer changes attributes only")
  public final void layerChangesAttributesOnly() throws IOException {
    run(LayerCases::layerOnLayerChangesAttributesOnly);
  }

  @Test
  @DisplayName("S8 layers: layers arrive in any order where declared")
  public final void layersArriveInAnyOrder() throws IOException {
    run(LayerCases::parallelLayersArriveInAnyOrder);
  }

  @Test
  @DisplayName("S8 layers: a committed active is a parent")
  public final void committedActiveIsAParent() throws IOException {
    run(LayerCases::committedActiveIsAParent);
  }

  @Test
  @DisplayName("S8 layers: layers go on top of a committed active")
  public final void layersOnCommittedActive() throws IOException {
    run(LayerCases::layersGoOnTopOfACommittedActive);
  }

  @Test
  @DisplayName("S8 layers: the first layer may be a committed active")
  public final void firstLayerMayBeCommittedActive() throws IOException {
    run(LayerCases::firstLayerMayBeACommittedActive);
  }

  @Test
  @DisplayName("S9 usage: writes count")
  public final void writesCount() throws IOException {
    run(UsageCases::writesCount);
  }

  @Test
  @DisplayName("S9 usage: layers count")
  public final void layersCount() throws IOException {
    run(UsageCases::layersCount);
  }

  @Test
  @DisplayName("S9 usage: holes do not count")
  public final void holesDoNotCount() throws IOException {
    run(UsageCases::holesDoNotCount);
  }

  @Test
  @DisplayName("S9 usage: deletions add nothing")
  public final void deletionsAddNothing() throws IOException {
    run(UsageCases::deletionsDoNotCountBelowNothing);
  }

  @Test
  @DisplayName("S9 usage: shared content is counted once")
  public final void sharedContentIsCountedOnce() throws IOException {
    run(UsageCases::sharedContentIsCountedOnce);
  }

  @Test
  @DisplayName("S10 failure: mounts need a prepared place")
  public final void mountsNeedAPreparedPlace() throws IOException {
    run(FailureCases::mountsNeedAPreparedPlace);
  }

  @Test
  @DisplayName("S10 failure: commit needs a prepared or begun place")
  public final void commitNeedsAPreparedOrBegunPlace() throws IOException {
    run(FailureCases::commitNeedsAPreparedOrBegunPlace);
  }

  @Test
  @DisplayName("S10 failure: removal and deletion clear every kind of place")
  public final void removalAndDeletionClear() throws IOException {
    run(FailureCases::removalAndDeletionClearEveryKindOfPlace);
  }

  @Test
  @DisplayName("S10 failure: a cut-off layer is cleared")
  public final void cutOffLayerIsCleared() throws IOException {
    run(FailureCases::cutOffLayerIsCleared);
  }

  @Test
  @DisplayName("S6 repetition: what a killed process left half done is completed")
  public final void killedCallsAreRepeated() throws IOException {
    run(bench -> CrashCases.killedCallsAreRepeated(bench, getClass()));
  }

  @Test
  @DisplayName("S4 content: SHARED_LOWER, where declared, shares inodes and adds nothing")
  public final void sharedLowerIsShared() throws IOException {
    if (drivers.get().capabilities().contains(SnapshotCapability.SHARED_LOWER)) {
      run(ContentCases::sharedLowerFilesAreTheSameInode);
      run(UsageCases::sharedLowerAddsNothing);
    }
  }

  @Test
  @DisplayName("S11 difference: every edit is in the difference")
  public final void everyEditIsInTheDifference() throws IOException {
    run(DiffCases::everyEditIsInTheDifference);
  }

  @Test
  @DisplayName("S11 difference: nothing changed is no difference")
  public final void nothingChangedIsNoDifference() throws IOException {
    run(DiffCases::nothingChangedIsNoDifference);
  }

  @Test
  @DisplayName("S11 difference: without parents it is the whole tree")
  public final void differenceWithoutParentsIsTheTree() throws IOException {
    run(DiffCases::differenceWithoutParentsIsTheTree);
  }

  @Test
  @DisplayName("S11 difference: names that layers below hide come back")
  public final void differenceOnHiddenNames() throws IOException {
    run(DiffCases::differenceOnHiddenNames);
  }

  @Test
  @DisplayName("S11 difference: it is told while the snapshot is mounted")
  public final void differenceIsToldWhileMounted() throws IOException {
    run(DiffCases::differenceIsToldWhileMounted);
  }

  @Test
  @DisplayName("S11 difference: diff needs a prepared place")
  public final void diffNeedsAPreparedPlace() throws IOException {
    run(DiffCases::diffNeedsAPreparedPlace);
  }

  @Test
  @DisplayName("S12 formats: what this version writes it reads")
  public final void ownFormatIsRead() throws IOException {
    runWithNewDrivers(FormatCases::ownFormatIsRead);
  }

  @Test
  @DisplayName("S13 self-check: it succeeds in time and leaves nothing")
  public final void selfCheckLeavesNothing() throws IOException {
    run(FormatCases::selfCheckLeavesNothing);
  }

  /** For the process that is killed. */
  final SnapshotDriver newDriver() {
    return drivers.get();
  }

  private void run(Case test) throws IOException {
    try (Bench bench = Bench.open(teller.story(), drivers, data)) {
      test.on(bench);
    }
  }

  private void runWithNewDrivers(Case test) throws IOException {
    try (Bench bench = Bench.openWithNewDrivers(teller.story(), drivers, data)) {
      test.on(bench);
    }
  }

  @FunctionalInterface
  private interface Case {
    void on(Bench bench) throws IOException;
  }
}
