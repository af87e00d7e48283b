package io.carob.snapshotter.nativecopy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.FileStat;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Component;

/**
 * Layers as whole trees, for hosts without overlay. Committed snapshots share unchanged files by
 * hard links: the core replaces a file before it changes it. An active snapshot is a copy of its
 * parent's tree, with shared blocks where the file system has reflinks.
 */
@Capability(
    namespace = "osgi.serviceloader",
    name = "io.carob.api.snapshot.SnapshotDriver",
    attribute = "register:=io.carob.snapshotter.nativecopy.NativeCopySnapshotDriver")
@Component(service = SnapshotDriver.class, property = "carob.driver=native-copy")
public final class NativeCopySnapshotDriver implements SnapshotDriver {

  @Override
  public String name() {
    return "native-copy";
  }

  @Override
  public Set<SnapshotCapability> capabilities() {
    return Set.of(SnapshotCapability.REFLINK, SnapshotCapability.DIFF);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    Codes.ofPrepare(place, () -> NativeCopyPlaces.prepare(kind, place, parents));
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    requireMade("mounts", place);
    return NativeCopyPlan.mounts(kind, place, parents);
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    Codes.ofPrepare(place, () -> NativeCopyPlaces.begin(place, parents));
    return new LayerTarget.Tree(NativeCopyPlan.fs(place));
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    requireMade("commit", place);
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    requireMade("usage", place);
    return OwnInodes.measure(NativeCopyPlan.fs(place), NativeCopyPlan.origin(parents))
        .plus(new Usage(FileStat.of(place).allocated(), 1));
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    requireMade("diff", place);
    return new LayerSource.Trees(NativeCopyPlan.fs(place), NativeCopyPlan.origin(parents));
  }

  private static void requireMade(String operation, Path place) {
    if (!NativeCopyPlaces.isMade(place)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          operation + " of " + place + ": nothing was prepared or begun there; do that first");
    }
  }
}
