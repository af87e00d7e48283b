package io.carob.snapshotter.overlay;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.WhiteoutForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Component;

/**
 * Layers stacked by the Linux overlay file system. A layer is its difference alone, so layers
 * unpack in parallel, and all snapshots share the inodes of unchanged files.
 */
@Capability(
    namespace = "osgi.serviceloader",
    name = "io.carob.api.snapshot.SnapshotDriver",
    attribute = "register:=io.carob.snapshotter.overlay.OverlaySnapshotDriver")
@Component(service = SnapshotDriver.class, property = "carob.driver=overlay")
public final class OverlaySnapshotDriver implements SnapshotDriver {

  @Override
  public String name() {
    return "overlay";
  }

  @Override
  public Set<SnapshotCapability> capabilities() {
    return Set.of(
        SnapshotCapability.PARALLEL_UNPACK,
        SnapshotCapability.SHARED_LOWER,
        SnapshotCapability.DIFF);
  }

  @Override
  public void probe(Path scratch) {
    OverlayProbe.run(scratch);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    // Which parents show takes a look at each: only where there are so many that it matters.
    boolean few = parents.size() < OverlayPlan.MAX_LOWER;
    OverlayPlan.checkStack(place, few ? parents : OverlayPlaces.showing(parents));
    Codes.ofPrepare(place, () -> OverlayPlaces.prepare(kind, place, parents));
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    requireMade("mounts", place);
    if (kind == SnapshotKind.ACTIVE) {
      OverlayPlaces.ensureWork(place);
    }
    return OverlayPlan.mounts(kind, place, OverlayPlaces.showing(parents));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    Codes.ofPrepare(place, () -> OverlayPlaces.begin(place));
    List<Path> below = parents.stream().map(OverlayPlan::fs).toList();
    return new LayerTarget.Difference(OverlayPlan.fs(place), WhiteoutForm.OVERLAY, below);
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    requireMade("commit", place);
    OverlayPlaces.dropWork(place);
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    requireMade("usage", place);
    return OverlayPlaces.usage(place);
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    requireMade("diff", place);
    return new LayerSource.Difference(OverlayPlan.fs(place), WhiteoutForm.OVERLAY);
  }

  private static void requireMade(String operation, Path place) {
    if (!OverlayPlaces.isMade(place)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          operation + " of " + place + ": nothing was prepared or begun there; do that first");
    }
  }
}
