package io.carob.tck.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.Snapshots;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says what a test asks of a driver to the {@link Snapshots} service instead. A place is a name
 * there; a layer is an active snapshot that is mounted on the place, edited as a tree, and
 * committed.
 */
final class ServiceDriver implements SnapshotDriver {

  private final Snapshots snapshots;
  private final String driver;
  private final Set<Path> committed = ConcurrentHashMap.newKeySet();
  private final Set<Path> mounted = ConcurrentHashMap.newKeySet();
  private final Set<Path> parentsYet = ConcurrentHashMap.newKeySet();

  ServiceDriver(Snapshots snapshots, String driver) {
    this.snapshots = snapshots;
    this.driver = driver;
  }

  @Override
  public String name() {
    return driver;
  }

  /** What a driver can do beside the contract cannot be asked of the service. */
  @Override
  public Set<SnapshotCapability> capabilities() {
    return Set.of();
  }

  @Override
  public void probe(Path scratch) {
    snapshots.require(driver);
  }

  private static SnapshotKey active(Path place) {
    return new SnapshotKey("tck" + place);
  }

  private static SnapshotKey done(Path place) {
    return new SnapshotKey("tck" + place + "/done");
  }

  private SnapshotKey key(Path place) {
    return committed.contains(place) ? done(place) : active(place);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    Optional<SnapshotKey> parent = parents.stream().findFirst().map(ServiceDriver::done);
    if (kind == SnapshotKind.VIEW) {
      snapshots.view(driver, active(place), parent, Map.of());
    } else {
      snapshots.prepare(driver, active(place), parent, Map.of());
    }
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    return snapshots.mounts(driver, key(place));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    remove(place);
    prepare(SnapshotKind.ACTIVE, place, parents);
    Fs.mount(snapshots.mounts(driver, active(place)), place);
    mounted.add(place);
    if (parents.isEmpty()) {
      Fs.apply(place, Meta.FOLDER); // as the root folder of a layer is that says nothing of it
    }
    return new LayerTarget.Tree(place);
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    unmount(place);
    snapshots.commit(driver, active(place), done(place));
    committed.add(place);
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    return snapshots.usage(driver, key(place));
  }

  private void unmount(Path place) {
    if (mounted.remove(place)) {
      Fs.unmount(place);
    }
  }

  /** The service keeps a parent; it goes when those that stand on it have gone. */
  @Override
  public void remove(Path place) {
    unmount(place);
    if (isRemoved(place)) {
      while (new ArrayList<>(parentsYet).stream().anyMatch(this::isRemoved)) {
        // each that goes may free the one below
      }
    } else {
      parentsYet.add(place);
    }
  }

  private boolean isRemoved(Path place) {
    try {
      snapshots.remove(driver, key(place));
    } catch (CarobException e) {
      if (e.code() == ErrorCode.FAILED_PRECONDITION && committed.contains(place)) {
        return false;
      }
      throw e;
    }
    committed.remove(place);
    parentsYet.remove(place);
    return true;
  }
}
