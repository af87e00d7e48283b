package io.carob.api.snapshot;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the {@link Snapshots} service knows of one snapshot.
 *
 * @param driver the driver's name
 * @param key the snapshot's name within the driver
 * @param kind its state
 * @param parent the name of the committed snapshot it stands on
 * @param place its folder
 * @param labels free text labels of the caller
 * @param created when it was made
 * @param updated when its state or labels last changed
 */
public record SnapshotInfo(
    String driver,
    SnapshotKey key,
    SnapshotKind kind,
    Optional<SnapshotKey> parent,
    Path place,
    Map<String, String> labels,
    Instant created,
    Instant updated) {

  /** Copies the labels. */
  public SnapshotInfo {
    Objects.requireNonNull(driver);
    Objects.requireNonNull(key);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(parent);
    Objects.requireNonNull(place);
    labels = Map.copyOf(labels);
    Objects.requireNonNull(created);
    Objects.requireNonNull(updated);
  }
}
