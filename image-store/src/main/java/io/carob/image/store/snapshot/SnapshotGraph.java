package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.SnapshotOptions;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The {@link Snapshots} service. Order of writes, against a crash at any point: a place is made and
 * prepared before its row, and its row is gone before the place is touched. No lock but those of
 * the names concerned is held while a driver works.
 */
final class SnapshotGraph implements Snapshots {

  private static final String LABELS = "labels";
  private static final String LABEL = "labels.";

  private final GraphParts parts;

  SnapshotGraph(GraphParts parts) {
    this.parts = parts;
  }

  @Override
  public SnapshotInfo prepare(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels) {
    return prepare(driver, key, parent, labels, SnapshotOptions.NONE);
  }

  @Override
  public SnapshotInfo prepare(
      String driver,
      SnapshotKey key,
      Optional<SnapshotKey> parent,
      Map<String, String> labels,
      SnapshotOptions options) {
    Map<String, String> all = parts.limits().labels(labels, options.limitBytes());
    return make(SnapshotKind.ACTIVE, driver, key, parent, all);
  }

  @Override
  public SnapshotInfo view(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels) {
    SizeLimits.requireFree(labels);
    return make(SnapshotKind.VIEW, driver, key, parent, labels);
  }

  private SnapshotInfo make(
      SnapshotKind kind,
      String driver,
      SnapshotKey key,
      Optional<SnapshotKey> parent,
      Map<String, String> labels) {
    Places.checkDriver(driver);
    SnapshotId id = new SnapshotId(driver, key);
    Optional<SnapshotId> parentId = parent.map(name -> new SnapshotId(driver, name));
    return parts
        .locks()
        .with(
            List.of(id),
            parentId.stream().toList(),
            () -> {
              State state = parts.meta().state();
              Optional<SnapshotRow> present = state.snapshot(id);
              if (present.isPresent()) {
                return info(sameAs(present.get(), kind, parent));
              }
              parentId.ifPresent(name -> Lineage.parent(state, name));
              long place = parts.meta().nextPlace();
              Instant now = parts.meta().now();
              SnapshotRow row = SnapshotRow.made(id, place, kind, parent, labels, now);
              return info(make(row, Lineage.ancestors(state, parentId)));
            });
  }

  private static SnapshotRow sameAs(
      SnapshotRow present, SnapshotKind kind, Optional<SnapshotKey> parent) {
    if (present.kind() == kind && present.parent().equals(parent)) {
      return present;
    }
    throw new CarobException(
        ErrorCode.ALREADY_EXISTS,
        "snapshot "
            + present.id()
            + " is there already: it is "
            + Lineage.word(present.kind())
            + present.parent().map(name -> " on " + name).orElse(" without parent")
            + ". Choose another name, or remove it first");
  }

  private SnapshotRow make(SnapshotRow row, List<SnapshotRow> ancestors) {
    String driver = row.id().driver();
    List<Path> parents = parts.places(ancestors);
    try {
      SnapshotRow labelled =
          parts
              .drivers()
              .use(
                  driver,
                  parts.places().of(row),
                  ancestors,
                  present -> {
                    Path place = parts.places().make(driver, row.place());
                    SnapshotRow limited = parts.limits().make(present, row);
                    parts.faults().at("prepare.folder");
                    prepare(present, row, place, parents);
                    return row.withLabels(withVersion(limited.labels(), present), row.created());
                  });
      parts.faults().at("prepare.driver");
      SnapshotRow made = parts.insert(labelled);
      parts.faults().at("prepare.row");
      return made;
    } catch (RuntimeException | Error e) {
      parts.discard(row);
      throw e;
    }
  }

  private static void prepare(
      SnapshotDriver driver, SnapshotRow row, Path place, List<Path> parents) {
    try {
      driver.prepare(row.kind(), place, parents);
    } catch (CarobException e) {
      throw SizeLimits.explained(row, e);
    }
  }

  /** Which version of a driver made a snapshot can be seen after the driver was swapped. */
  private static Map<String, String> withVersion(
      Map<String, String> labels, CheckedSnapshotter driver) {
    Map<String, String> all = new HashMap<>(labels);
    all.put(Snapshots.DRIVER_VERSION_LABEL, driver.call().info().version());
    return Formats.written(driver, all);
  }

  @Override
  public SnapshotInfo commit(String driver, SnapshotKey active, SnapshotKey committed) {
    return commit(driver, active, committed, Map.of());
  }

  @Override
  public SnapshotInfo commit(
      String driver, SnapshotKey active, SnapshotKey committed, Map<String, String> labels) {
    Places.checkDriver(driver);
    SizeLimits.requireFree(labels);
    SnapshotId from = new SnapshotId(driver, active);
    SnapshotId to = new SnapshotId(driver, committed);
    return parts
        .locks()
        .with(
            List.of(from, to),
            List.of(),
            () -> info(new Committer(parts).commit(from, to, labels)));
  }

  @Override
  public List<Mount> mounts(String driver, SnapshotKey key) {
    Places.checkDriver(driver);
    SnapshotId id = new SnapshotId(driver, key);
    return parts
        .locks()
        .with(
            List.of(id),
            List.of(),
            () -> {
              State state = parts.meta().state();
              SnapshotRow row = Lineage.get(state, id);
              if (row.kind() == SnapshotKind.COMMITTED) {
                throw new CarobException(
                    ErrorCode.FAILED_PRECONDITION,
                    "snapshot " + id + " is committed and has no mounts; make a view of it");
              }
              List<SnapshotRow> ancestors = Lineage.ancestors(state, row.parentId());
              List<Path> parents = parts.places(ancestors);
              Path place = parts.place(row);
              return parts
                  .drivers()
                  .use(
                      driver,
                      place,
                      Lineage.with(row, ancestors),
                      present -> present.mounts(row.kind(), place, parents));
            });
  }

  @Override
  public Optional<SnapshotInfo> stat(String driver, SnapshotKey key) {
    return parts.meta().state().snapshot(new SnapshotId(driver, key)).map(this::info);
  }

  @Override
  public SnapshotInfo update(String driver, SnapshotKey key, Map<String, String> labels) {
    return info(
        parts
            .meta()
            .update(
                new SnapshotId(driver, key),
                row -> row.withLabels(SizeLimits.kept(row, labels), parts.meta().now())));
  }

  @Override
  public SnapshotInfo update(
      String driver, SnapshotKey key, Map<String, String> labels, Set<String> fields) {
    fields.forEach(SnapshotGraph::checkField);
    return info(
        parts
            .meta()
            .update(
                new SnapshotId(driver, key),
                row ->
                    row.withLabels(
                        SizeLimits.kept(row, merged(row.labels(), labels, fields)),
                        parts.meta().now())));
  }

  private static void checkField(String field) {
    if (!field.equals(LABELS) && !(field.startsWith(LABEL) && field.length() > LABEL.length())) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "field \""
              + field
              + "\" of a snapshot cannot be changed: only labels, or labels.KEY for one");
    }
  }

  private static Map<String, String> merged(
      Map<String, String> before, Map<String, String> wanted, Set<String> fields) {
    if (fields.isEmpty() || fields.contains(LABELS)) {
      return wanted;
    }
    Map<String, String> after = new TreeMap<>(before);
    for (String field : fields) {
      String label = field.substring(LABEL.length());
      if (wanted.containsKey(label)) {
        after.put(label, wanted.getOrDefault(label, ""));
      } else {
        after.remove(label);
      }
    }
    return after;
  }

  @Override
  public Usage usage(String driver, SnapshotKey key) {
    SnapshotId id = new SnapshotId(driver, key);
    return Lineage.get(parts.meta().state(), id).usage().orElseGet(() -> parts.measure(id));
  }

  @Override
  public List<SnapshotInfo> list(Optional<String> driver) {
    return Lineage.sorted(parts.meta().state(), driver).stream().map(this::info).toList();
  }

  @Override
  public void require(String driver) {
    parts.drivers().require(driver);
  }

  @Override
  public void remove(String driver, SnapshotKey key) {
    SnapshotId id = new SnapshotId(driver, key);
    parts
        .locks()
        .with(
            List.of(id),
            List.of(),
            () -> {
              Optional<SnapshotRow> row = parts.meta().state().snapshot(id);
              if (row.isPresent()) {
                parts.remover().remove(row.get());
              }
              return row;
            });
  }

  private SnapshotInfo info(SnapshotRow row) {
    return new SnapshotInfo(
        row.id().driver(),
        row.id().key(),
        row.kind(),
        row.parent(),
        parts.places().of(row),
        row.labels(),
        row.created(),
        row.updated());
  }
}
