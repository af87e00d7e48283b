package io.carob.tck.snapshot;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A test of {@link SnapshotDriverTck}, and what becomes of it at the {@link
 * io.carob.api.snapshot.Snapshots} service.
 *
 * @param title its display name
 * @param work what it does; empty when the service cannot show it
 * @param unseen why not
 */
record ServiceCase(String title, Optional<Work> work, String unseen) {

  private static final String DRIVERS = "the service has drivers of its own, and answers for them";
  private static final String PLACES = "the service's places are its own, and nobody else's affair";
  private static final String NAMES =
      "a name that is not there is NOT_FOUND at the service, which asks no driver then";
  private static final String LAYERS =
      "the service is not asked for layers; here they are actives that are committed in order";
  private static final String DIFF = "differences are not of this service; images are made of them";

  /** The work of a test. */
  @FunctionalInterface
  interface Work {
    void on(Bench bench) throws IOException;
  }

  private static ServiceCase run(String title, Work work) {
    return new ServiceCase(title, Optional.of(work), "");
  }

  private static ServiceCase not(String title, String why) {
    return new ServiceCase(title, Optional.empty(), why);
  }

  /** All of them. */
  static List<ServiceCase> all() {
    return List.of(
        not("S1 stateless: a new instance continues where another stopped", DRIVERS),
        not("S1 stateless: name and capabilities are constant", DRIVERS),
        not("S2 own place only: calls write in their own place only", PLACES),
        not("S2 own place only: writes through an active leave parents unchanged", PLACES),
        not("S2 own place only: layers leave parents unchanged", PLACES),
        not("S3 no mounting: calls leave nothing mounted", PLACES),
        not("S3 no mounting: probe succeeds and leaves nothing", DRIVERS),
        run(
            "S4 content: an active without parents is empty and writable",
            ContentCases::activeWithoutParentsIsEmpty),
        not("S4 content: a place may be a file system of its own", PLACES),
        run("S4 content: a view without parents is empty", ContentCases::viewWithoutParentsIsEmpty),
        run(
            "S4 content: an active shows every kind of inode exactly",
            ContentCases::activeShowsEveryKindOfInode),
        run(
            "S4 content: a view shows every kind of inode exactly",
            ContentCases::viewShowsEveryKindOfInode),
        run("S4 content: later layers win", ContentCases::laterLayersWin),
        run(
            "S4 content: the root folder is the topmost parent's",
            ContentCases::rootFolderIsTheTopmostParents),
        run("S4 content: forty layers are one tree", ContentCases::fortyLayersAreOneTree),
        run("S4 content: an active takes every edit", ContentCases::activeTakesEveryEdit),
        run("S4 content: a view is read-only", ContentCases::viewIsReadOnly),
        not(
            "S4 content: SHARED_LOWER, where declared, shares inodes and adds nothing",
            "the service does not tell what a driver declares"),
        run(
            "S5 isolation: actives of one parent stay apart",
            IsolationCases::activesOfOneParentStayApart),
        run(
            "S5 isolation: actives without parents stay apart",
            IsolationCases::activesWithoutParentsStayApart),
        run(
            "S5 isolation: later snapshots do not see writes",
            IsolationCases::laterSnapshotsDoNotSeeWrites),
        run(
            "S6 repetition: prepare again shows the same",
            RepetitionCases::prepareAgainShowsTheSame),
        run(
            "S6 repetition: prepare again keeps what was written",
            RepetitionCases::prepareAgainKeepsWhatWasWritten),
        run(
            "S6 repetition: prepare again without parents keeps what was written",
            RepetitionCases::prepareAgainKeepsWhatWasWrittenWithoutParents),
        run(
            "S6 repetition: mounts and usage answer the same again",
            RepetitionCases::mountsAndUsageAnswerTheSameAgain),
        run("S6 repetition: beginLayer again discards", RepetitionCases::beginLayerAgainDiscards),
        run("S6 repetition: a cut-off layer begins anew", RepetitionCases::cutOffLayerBeginsAnew),
        not("S6 repetition: commit again changes nothing", NAMES),
        not("S6 repetition: a commit may be taken back", NAMES),
        run("S6 repetition: remove again succeeds", RepetitionCases::removeAgainSucceeds),
        not(
            "S6 repetition: what a killed process left half done is completed",
            "it is the process of the service that would be killed, which its own tests do"),
        run(
            "S7 concurrency: snapshots of one parent are prepared at the same time",
            ConcurrencyCases::placesOfOneParentAtTheSameTime),
        run(
            "S7 concurrency: a parent is measured while snapshots are prepared on it",
            ConcurrencyCases::parentIsMeasuredMeanwhile),
        run(
            "S7 concurrency: layers arrive at the same time",
            ConcurrencyCases::layersAtTheSameTime),
        run("S8 layers: a whiteout hides a name", LayerCases::whiteoutHidesAName),
        run(
            "S8 layers: an opaque folder hides what is below",
            LayerCases::opaqueFolderHidesWhatIsBelow),
        run(
            "S8 layers: an opaque root folder hides all layers below",
            LayerCases::opaqueRootHidesAllLayersBelow),
        run("S8 layers: a whiteout of nothing is not seen", LayerCases::whiteoutOfNothingIsNotSeen),
        run(
            "S8 layers: a layer hides and replaces in every way",
            LayerCases::layerHidesAndReplacesInEveryWay),
        run(
            "S8 layers: a later layer brings back hidden names",
            LayerCases::laterLayerBringsBackHiddenNames),
        run(
            "S8 layers: a layer changes attributes only",
            LayerCases::layerOnLayerChangesAttributesOnly),
        not("S8 layers: layers arrive in any order where declared", LAYERS),
        run("S8 layers: a committed active is a parent", LayerCases::committedActiveIsAParent),
        run(
            "S8 layers: layers go on top of a committed active",
            LayerCases::layersGoOnTopOfACommittedActive),
        run(
            "S8 layers: the first layer may be a committed active",
            LayerCases::firstLayerMayBeACommittedActive),
        run("S9 usage: writes count", UsageCases::writesCount),
        run("S9 usage: layers count", UsageCases::layersCount),
        run("S9 usage: holes do not count", UsageCases::holesDoNotCount),
        run("S9 usage: deletions add nothing", UsageCases::deletionsDoNotCountBelowNothing),
        not("S9 usage: shared content is counted once", PLACES),
        not("S10 failure: mounts need a prepared place", NAMES),
        not("S10 failure: commit needs a prepared or begun place", NAMES),
        run(
            "S10 failure: removal and deletion clear every kind of place",
            FailureCases::removalAndDeletionClearEveryKindOfPlace),
        run("S10 failure: a cut-off layer is cleared", FailureCases::cutOffLayerIsCleared),
        not("S11 difference: every edit is in the difference", DIFF),
        not("S11 difference: nothing changed is no difference", DIFF),
        not("S11 difference: without parents it is the whole tree", DIFF),
        not("S11 difference: names that layers below hide come back", DIFF),
        not("S11 difference: it is told while the snapshot is mounted", DIFF),
        not("S11 difference: diff needs a prepared place", DIFF),
        not("S12 formats: what this version writes it reads", DRIVERS),
        not("S13 self-check: it succeeds in time and leaves nothing", DRIVERS));
  }
}
