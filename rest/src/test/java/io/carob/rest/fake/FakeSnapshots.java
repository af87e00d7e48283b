package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Three snapshots of one driver, to be looked at. */
public final class FakeSnapshots implements Snapshots {

  @Override
  public List<SnapshotInfo> list(Optional<String> driver) {
    return driver.isPresent() && !driver.get().equals("overlay")
        ? List.of()
        : List.of(
            info("base", SnapshotKind.COMMITTED, Optional.empty()),
            info("top", SnapshotKind.COMMITTED, Optional.of("base")),
            info("pod/app", SnapshotKind.ACTIVE, Optional.of("top")));
  }

  private static SnapshotInfo info(String key, SnapshotKind kind, Optional<String> parent) {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    return new SnapshotInfo(
        "overlay",
        new SnapshotKey(key),
        kind,
        parent.map(SnapshotKey::new),
        Path.of("/s", key),
        Map.of(),
        then,
        then);
  }

  @Override
  public List<Mount> mounts(String driver, SnapshotKey key) {
    return List.of(
        new Mount(
            "overlay", "overlay", List.of("lowerdir=/s/top:/s/base", "upperdir=/u", "workdir=/w")));
  }

  @Override
  public Usage usage(String driver, SnapshotKey key) {
    return new Usage(1000, 1);
  }

  @Override
  public Optional<SnapshotInfo> stat(String driver, SnapshotKey key) {
    return list(Optional.of(driver)).stream().filter(i -> i.key().equals(key)).findFirst();
  }

  @Override
  public SnapshotInfo prepare(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels) {
    throw readOnly();
  }

  @Override
  public SnapshotInfo view(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels) {
    throw readOnly();
  }

  @Override
  public SnapshotInfo commit(String driver, SnapshotKey active, SnapshotKey committed) {
    throw readOnly();
  }

  @Override
  public SnapshotInfo commit(
      String driver, SnapshotKey active, SnapshotKey committed, Map<String, String> labels) {
    throw readOnly();
  }

  @Override
  public SnapshotInfo update(String driver, SnapshotKey key, Map<String, String> labels) {
    throw readOnly();
  }

  @Override
  public SnapshotInfo update(
      String driver, SnapshotKey key, Map<String, String> labels, Set<String> fields) {
    throw readOnly();
  }

  @Override
  public void remove(String driver, SnapshotKey key) {
    throw readOnly();
  }

  private static CarobException readOnly() {
    return new CarobException(ErrorCode.UNSUPPORTED, "the API only looks at snapshots");
  }
}
