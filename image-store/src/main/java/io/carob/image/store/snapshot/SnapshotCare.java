package io.carob.image.store.snapshot;

import io.carob.api.Usage;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.Edit.DropSnapshot;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** What checking and mending needs of the snapshots, while the service goes on. */
public final class SnapshotCare {

  /** Compares a layer's tree, as it is, with the same layer unpacked anew. */
  @FunctionalInterface
  public interface Comparison {
    /**
     * Compares.
     *
     * @param present the tree as it is
     * @param fresh the tree as it must be
     * @param exact whether the layer was written by the core, so that times are the layer's too
     * @return the differences
     */
    List<String> differences(Path present, Path fresh, boolean exact);
  }

  /**
   * What a look at a layer found.
   *
   * @param differences what is wrong with it
   * @param replaced whether another place has taken over
   * @param whyNot why it was not replaced though it should have been
   * @param whole whether the driver's layers hold the content of those below
   */
  public record Look(
      List<String> differences, boolean replaced, Optional<String> whyNot, boolean whole) {}

  private final GraphParts parts;
  private final String bootId;
  private final long firstPlace;

  SnapshotCare(GraphParts parts, String bootId, long firstPlace) {
    this.parts = parts;
    this.bootId = bootId;
    this.firstPlace = firstPlace;
  }

  /** The identity of the present boot. */
  public String bootId() {
    return bootId;
  }

  /** Whether the driver is there. */
  public boolean hasDriver(String driver) {
    return parts.drivers().isThere(driver);
  }

  /** Has the driver measure a snapshot now. */
  public Usage measure(SnapshotId id) {
    return parts.measure(id);
  }

  /** Whether this process may just be making or clearing that place; tells fsck to leave it. */
  public BiPredicate<String, Long> underWay() {
    return (driver, place) ->
        place >= firstPlace
            && place < parts.meta().peekNextPlace()
            && !parts.garbage().isWaiting(driver, place);
  }

  /** Clears a place that no row names; whether it is gone from its name now. */
  public boolean clear(String driver, long place) {
    parts.garbage().clear(driver, place);
    return !Places.isFolder(parts.places().of(driver, place));
  }

  /** Drops a row whose place is gone. */
  public boolean forget(SnapshotRow row) {
    return parts
        .locks()
        .with(
            List.of(row.id()),
            List.of(),
            () ->
                parts
                    .meta()
                    .write(
                        (state, edits) -> {
                          boolean still =
                              state.snapshot(row.id()).filter(row::equals).isPresent()
                                  && !Places.isFolder(parts.places().of(row));
                          if (still) {
                            edits.accept(new DropSnapshot(row.id()));
                          }
                          return still;
                        }));
  }

  /** Corrects the kept size of a committed snapshot. */
  public void correct(SnapshotRow row, Usage usage) {
    parts.meta().update(row.id(), now -> now.place() == row.place() ? now.sized(usage) : now);
  }

  /**
   * Unpacks a layer once more beside, and compares. Containers may start and run on it meanwhile;
   * its removal waits.
   *
   * @param id a layer's snapshot
   * @param fill brings its content
   * @param comparison compares
   * @param repair whether the new place takes over when there are differences
   * @param always whether the new place takes over in any case
   * @throws io.carob.api.CarobException {@code NOT_FOUND}, and what unpacking raises
   */
  public Look look(
      SnapshotId id, LayerFill fill, Comparison comparison, boolean repair, boolean always) {
    long place = parts.meta().nextPlace();
    boolean taken = false;
    try {
      Seen seen = compare(id, place, fill, comparison);
      boolean wanted = repair && (always || !seen.differences().isEmpty());
      Optional<String> whyNot = wanted ? takeOver(seen, place) : Optional.empty();
      taken = wanted && whyNot.isEmpty();
      return new Look(seen.differences(), taken, whyNot, seen.whole());
    } finally {
      if (!taken) {
        parts.garbage().clear(id.driver(), place);
      }
    }
  }

  private record Seen(
      SnapshotRow row,
      List<String> differences,
      Usage usage,
      boolean whole,
      Map<String, String> labels) {}

  private Seen compare(SnapshotId id, long place, LayerFill fill, Comparison comparison) {
    SnapshotRow before = Lineage.get(parts.meta().state(), id);
    List<SnapshotId> used = new ArrayList<>();
    used.add(id);
    Lineage.ancestors(parts.meta().state(), before.parentId()).forEach(row -> used.add(row.id()));
    return parts
        .locks()
        .with(
            List.of(),
            used,
            () -> {
              State state = parts.meta().state();
              SnapshotRow row = Lineage.get(state, id);
              List<SnapshotRow> ancestors = Lineage.ancestors(state, row.parentId());
              List<Path> parents = parts.places(ancestors);
              LayerMaker.Plan plan = new LayerMaker.Plan(id.driver(), place, parents, ancestors);
              LayerMaker maker = new LayerMaker(parts);
              LayerMaker.Made filled = maker.fill(plan, fill, () -> {});
              LayerTarget target = filled.target();
              fill.settle(target);
              Path fresh = parts.places().of(id.driver(), place);
              LayerMaker.Made made = maker.commit(plan, filled);
              Path there = parts.place(row);
              Optional<Path> present = mounted(id.driver(), row.place(), there, row.labels());
              Optional<Path> wanted = mounted(id.driver(), place, fresh, made.labels());
              Optional<Path> folder = folder(target);
              List<String> differences =
                  present.isPresent() && wanted.isPresent()
                      ? comparison.differences(present.get(), wanted.get(), folder.isPresent())
                      : differences(comparison, there, fresh, folder);
              Usage usage =
                  parts
                      .drivers()
                      .use(
                          id.driver(),
                          fresh,
                          ancestors,
                          driver -> {
                            Formats.check(driver, made.labels(), fresh);
                            return driver.usage(fresh, parents);
                          });
              boolean whole = target instanceof LayerTarget.Tree;
              return new Seen(row, differences, usage, whole, made.labels());
            });
  }

  private static List<String> differences(
      Comparison comparison, Path there, Path fresh, Optional<Path> folder) {
    Optional<Path> inside = folder.map(fresh::relativize);
    Path present = inside.map(there::resolve).orElse(there);
    return Places.isFolder(present)
        ? comparison.differences(
            present, inside.map(fresh::resolve).orElse(fresh), inside.isPresent())
        : List.of(
            "its folder "
                + present
                + " is not there: an earlier release unpacked it in another form, or"
                + " it was deleted");
  }

  /** Where a committed layer shows that has to be mounted to be looked at. */
  private Optional<Path> mounted(String driver, long place, Path path, Map<String, String> labels) {
    return parts
        .drivers()
        .use(
            driver,
            path,
            List.of(),
            present -> {
              Formats.check(present, labels, path);
              return parts.layers().show(present, place, path);
            });
  }

  private static Optional<Path> folder(LayerTarget target) {
    if (target instanceof LayerTarget.Difference difference) {
      return Optional.of(difference.folder());
    }
    return target instanceof LayerTarget.Tree tree ? Optional.of(tree.folder()) : Optional.empty();
  }

  /** Lets the new place take over, in one step; why it cannot, otherwise. */
  private Optional<String> takeOver(Seen seen, long place) {
    SnapshotRow row = seen.row();
    parts.faults().at("repair.compared");
    Set<SnapshotId> above = new HashSet<>();
    above(parts.meta().state(), row.id(), above);
    List<SnapshotId> own = new ArrayList<>(above);
    own.add(row.id());
    Optional<String> whyNot =
        parts
            .locks()
            .with(
                own,
                List.of(),
                () ->
                    parts
                        .meta()
                        .write(
                            (state, edits) -> {
                              Optional<String> problem = obstacle(state, row, above);
                              if (problem.isEmpty()) {
                                SnapshotRow now = state.snapshot(row.id()).orElseThrow();
                                edits.accept(
                                    new PutSnapshot(
                                        Formats.rewritten(now, seen.labels())
                                            .movedTo(
                                                place, seen.usage(), bootId, parts.meta().now())));
                              }
                              return problem;
                            }));
    parts.faults().at("repair.row");
    if (whyNot.isEmpty()) {
      parts.garbage().clear(row.id().driver(), row.place());
      parts.sync().request();
    }
    return whyNot;
  }

  private Optional<String> obstacle(State state, SnapshotRow row, Set<SnapshotId> locked) {
    Set<SnapshotId> above = new HashSet<>();
    above(state, row.id(), above);
    List<SnapshotId> running =
        above.stream()
            .filter(
                id ->
                    state
                        .snapshot(id)
                        .filter(one -> one.kind() != SnapshotKind.COMMITTED)
                        .isPresent())
            .sorted()
            .toList();
    if (!running.isEmpty()) {
      return Optional.of(
          "in use by " + running + ": delete the pods of these containers, then repair again");
    }
    boolean held = parts.holds().isHeld(row.id()) || above.stream().anyMatch(parts.holds()::isHeld);
    if (held || !locked.containsAll(above)) {
      return Optional.of("its image is being unpacked: try again after it");
    }
    boolean same = state.snapshot(row.id()).filter(now -> now.place() == row.place()).isPresent();
    return same ? Optional.empty() : Optional.of("it has been removed or replaced meanwhile");
  }

  private static void above(State state, SnapshotId id, Set<SnapshotId> all) {
    for (SnapshotRow child : state.children(id)) {
      if (all.add(child.id())) {
        above(state, child.id(), all);
      }
    }
  }
}
