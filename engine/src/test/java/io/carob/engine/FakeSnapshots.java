package io.carob.engine;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.SnapshotOptions;
import io.carob.api.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Active snapshots by driver and name; they live on when the engine goes. */
final class FakeSnapshots implements Snapshots {

  final Map<String, SnapshotInfo> all = new TreeMap<>();
  final Set<String> missing = new HashSet<>();
  private final FakeKernel kernel;

  FakeSnapshots(FakeKernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public SnapshotInfo prepare(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels) {
    return kernel.call(
        "prepare " + driver,
        () ->
            all.computeIfAbsent(
                driver + " " + key,
                k ->
                    new SnapshotInfo(
                        driver,
                        key,
                        SnapshotKind.ACTIVE,
                        parent,
                        Path.of("/place"),
                        labels,
                        Instant.EPOCH,
                        Instant.EPOCH)));
  }

  @Override
  public SnapshotInfo prepare(
      String driver,
      SnapshotKey key,
      Optional<SnapshotKey> parent,
      Map<String, String> labels,
      SnapshotOptions options) {
    Map<String, String> all = new TreeMap<>(labels);
    options.limitBytes().ifPresent(bytes -> all.put(SIZE_LIMIT_LABEL, Long.toString(bytes)));
    return prepare(driver, key, parent, all);
  }

  @Override
  public SnapshotInfo view(
      String driver, SnapshotKey key, Optional<SnapshotKey> parent, Map<String, String> labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SnapshotInfo commit(String driver, SnapshotKey active, SnapshotKey committed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Mount> mounts(String driver, SnapshotKey key) {
    if (!all.containsKey(driver + " " + key)) {
      throw new CarobException(ErrorCode.NOT_FOUND, "no snapshot " + key);
    }
    return List.of(Mount.bind("/place/" + key, false));
  }

  @Override
  public Optional<SnapshotInfo> stat(String driver, SnapshotKey key) {
    return Optional.ofNullable(all.get(driver + " " + key));
  }

  @Override
  public SnapshotInfo commit(
      String driver, SnapshotKey active, SnapshotKey committed, Map<String, String> labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SnapshotInfo update(String driver, SnapshotKey key, Map<String, String> labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SnapshotInfo update(
      String driver, SnapshotKey key, Map<String, String> labels, Set<String> fields) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Usage usage(String driver, SnapshotKey key) {
    return new Usage(4096, 1);
  }

  @Override
  public List<SnapshotInfo> list(Optional<String> driver) {
    return List.copyOf(all.values());
  }

  @Override
  public void require(String driver) {
    if (missing.contains(driver)) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "snapshotter \"" + driver + "\" is not there");
    }
  }

  @Override
  public void remove(String driver, SnapshotKey key) {
    kernel.call("snapshot.remove", () -> all.remove(driver + " " + key) != null);
  }
}
