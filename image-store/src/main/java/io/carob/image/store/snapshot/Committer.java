package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.CommitMark;
import io.carob.image.store.meta.Edit.DropSnapshot;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits active snapshots. Nothing could make their content again: when a commit has returned, the
 * files and the row are on the disk. A crash before leaves the snapshot active.
 *
 * <p>A small place waits for one flush of the disk: its files are written out, the row is recorded
 * with a mark and written out, and then the place is sealed with that mark. {@link BegunCommits}
 * takes a row back whose mark did not come. A larger place is synced first, and then its row.
 */
final class Committer {

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  private final GraphParts parts;

  Committer(GraphParts parts) {
    this.parts = parts;
  }

  /** One commit, its names held. */
  private record Work(
      SnapshotRow row,
      SnapshotId to,
      Map<String, String> labels,
      Path place,
      List<SnapshotRow> ancestors,
      List<Path> parents) {

    List<SnapshotRow> rows() {
      return Lineage.with(row, ancestors);
    }
  }

  /** Commits; the caller holds both names. */
  SnapshotRow commit(SnapshotId from, SnapshotId to, Map<String, String> labels) {
    State state = parts.meta().state();
    SnapshotRow row = check(state, from, to);
    Path place = parts.place(row);
    List<SnapshotRow> ancestors = Lineage.ancestors(state, row.parentId());
    List<Path> parents = parts.places(ancestors);
    SnapshotRow begun =
        parts
            .drivers()
            .use(
                from.driver(),
                place,
                Lineage.with(row, ancestors),
                present -> {
                  SnapshotRow noted = note(row, Formats.written(present, row.labels()));
                  present.commit(place, parents);
                  return noted;
                });
    Work work = new Work(begun, to, labels, place, ancestors, parents);
    parts.faults().at("commit.driver");
    if (SizeLimits.isLimited(row)) {
      // A file system of its own, in a file on the disk: both are synced whole.
      parts.limits().sync(row);
      return whole(work);
    }
    Optional<Host.Sealing> writtenOut = parts.sync().writeOut(place);
    if (writtenOut.isEmpty()) {
      return whole(work);
    }
    try (Host.Sealing sealing = writtenOut.get()) {
      return sealed(work, sealing);
    }
  }

  /** The form of what a driver writes is on the disk before it writes. */
  private SnapshotRow note(SnapshotRow row, Map<String, String> written) {
    if (written.equals(row.labels())) {
      return row;
    }
    SnapshotRow noted = parts.meta().update(row.id(), now -> Formats.noted(now, written));
    parts.meta().sync();
    return noted;
  }

  private SnapshotRow sealed(Work work, Host.Sealing sealing) {
    CommitMark mark = CommitMark.of(work.row().id().key());
    Recorded recorded = record(work, Optional.of(mark));
    return orBack(
        recorded,
        () -> {
          parts
              .meta()
              .bring(
                  log -> {
                    if (!sealing.writeOutBeside(log)) {
                      parts.meta().sync();
                    }
                  });
          parts.faults().at("commit.row");
          parts.sync().seal(work.place(), sealing, mark);
          parts.faults().at("commit.sealed");
          parts.meta().requireSound();
        },
        sealing::unseal);
  }

  private SnapshotRow whole(Work work) {
    parts.sync().now();
    Recorded recorded = record(work, Optional.empty());
    parts.faults().at("commit.row");
    return orBack(recorded, parts.meta()::sync, () -> {});
  }

  /** A commit in the record, and the row that it replaced. */
  private record Recorded(SnapshotRow before, SnapshotRow done) {}

  /** Only when files are written out is it known how many blocks they take. */
  private Recorded record(Work work, Optional<CommitMark> mark) {
    SnapshotId from = work.row().id();
    Usage usage =
        parts
            .limits()
            .counted(
                work.row(),
                parts
                    .drivers()
                    .use(
                        from.driver(),
                        work.place(),
                        work.rows(),
                        present -> present.usage(work.place(), work.parents())));
    return parts
        .meta()
        .write(
            (now, edits) -> {
              SnapshotRow before = check(now, from, work.to());
              SnapshotRow done =
                  before
                      .committed(work.to().key(), usage, parts.meta().now(), mark)
                      .withMore(work.labels());
              edits.accept(new DropSnapshot(from));
              edits.accept(new PutSnapshot(done));
              return new Recorded(before, done);
            });
  }

  /** What cannot be brought to the disk is not committed. */
  private SnapshotRow orBack(Recorded recorded, Runnable bring, Runnable undo) {
    try {
      bring.run();
      return recorded.done();
    } catch (RuntimeException | Error e) {
      attempt(undo, e);
      attempt(() -> takeBack(recorded), e);
      attempt(parts.meta()::sync, e);
      throw e;
    }
  }

  private void takeBack(Recorded recorded) {
    SnapshotRow taken =
        parts
            .meta()
            .write(
                (state, edits) -> {
                  edits.accept(new DropSnapshot(recorded.done().id()));
                  edits.accept(new PutSnapshot(recorded.before()));
                  return recorded.before();
                });
    LOG.debug("{} is active again", taken.id());
  }

  private static void attempt(Runnable work, Throwable first) {
    try {
      work.run();
    } catch (RuntimeException | Error second) {
      first.addSuppressed(second);
    }
  }

  private static SnapshotRow check(State state, SnapshotId from, SnapshotId to) {
    SnapshotRow row = Lineage.get(state, from);
    if (row.kind() != SnapshotKind.ACTIVE) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "snapshot " + from + " cannot be committed: it is " + Lineage.word(row.kind()));
    }
    if (state.snapshot(to).isPresent()) {
      throw new CarobException(
          ErrorCode.ALREADY_EXISTS,
          "snapshot " + from + " cannot be committed as " + to + ": that name is taken");
    }
    return row;
  }
}
