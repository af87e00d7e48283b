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
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.linux.fs.FileStat;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Component;

/**
 * Copies, for hosts without overlay. Layers are kept as differences, with whiteouts that are plain
 * files. An active snapshot is a copy of the tree that they make together, with shared blocks where
 * the file system has reflinks. What is committed of it stays a whole tree.
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
    return Set.of(
        SnapshotCapability.PARALLEL_UNPACK, SnapshotCapability.REFLINK, SnapshotCapability.DIFF);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    Codes.ofPrepare(place, () -> NativeCopyPlaces.prepare(kind, place, parents));
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    requirePrepared("mounts", place);
    return NativeCopyPlaces.mounts(kind, place, parents);
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    Codes.ofPrepare(place, () -> NativeCopyPlaces.begin(place));
    return new LayerTarget.Difference(
        NativeCopyPlan.diff(place), WhiteoutForm.OCI, Chain.of(parents).folders());
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    if (NativeCopyPlaces.content(place).isEmpty()) {
      throw nothing("commit", place);
    }
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    Path content = NativeCopyPlaces.content(place).orElseThrow(() -> nothing("usage", place));
    return OwnInodes.measure(content, Chain.of(parents).folders())
        .plus(new Usage(FileStat.of(place).allocated(), 1));
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    requirePrepared("diff", place);
    Chain chain = Chain.of(parents);
    return chain.isTree()
        ? new LayerSource.Trees(NativeCopyPlan.fs(place), chain.base())
        : new LayerSource.Stacked(NativeCopyPlan.fs(place), chain.differences(), chain.base());
  }

  private static void requirePrepared(String operation, Path place) {
    if (!Chain.isWhole(place)) {
      throw nothing(operation, place);
    }
  }

  private static CarobException nothing(String operation, Path place) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        operation + " of " + place + ": nothing was prepared or begun there; do that first");
  }
}
