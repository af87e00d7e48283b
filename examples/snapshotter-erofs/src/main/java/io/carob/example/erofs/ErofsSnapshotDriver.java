package io.carob.example.erofs;

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
import io.carob.linux.mount.OverlayLayers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Each layer of an image becomes one EROFS file system in one file, compressed, when all of it has
 * arrived. Carob mounts it for all that stand on it, and the kernel's overlay stacks the mounts. A
 * container's writable layer is a plain folder, and stays one when it is committed.
 */
@Component(service = SnapshotDriver.class, property = "carob.driver=erofs")
public final class ErofsSnapshotDriver implements SnapshotDriver {

  @Override
  public String name() {
    return "erofs";
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
    ErofsProbe.run(scratch);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    List<Path> lower = lower(parents);
    if (lower.size() >= OverlayLayers.MOST_LOWER) {
      OverlayLayers.check(Stack.showing(lower)); // takes a look at each: only if it matters
    }
    failingAsListed("prepare", place, () -> new ErofsPlace(place).prepare(kind, lower));
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    ErofsPlace own = made("mounts", place);
    boolean view = kind == SnapshotKind.VIEW;
    if (!view) {
      own.ensureWork();
    }
    if (parents.isEmpty()) {
      return List.of(Mount.bind(own.fs().toString(), view));
    }
    List<Path> lower = Stack.showing(lower(parents));
    if (!view) {
      return List.of(OverlayLayers.writable(lower, own.fs(), own.work()));
    }
    List<Path> all = new ArrayList<>(List.of(own.fs())); // brings the root's attributes
    all.addAll(lower);
    return List.of(OverlayLayers.readOnly(all));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    ErofsPlace own = new ErofsPlace(place);
    failingAsListed("beginLayer", place, own::begin);
    return new LayerTarget.Difference(own.fs(), WhiteoutForm.OVERLAY, lower(parents));
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    made("commit", place).commit();
  }

  @Override
  public Optional<Mount> layerMount(Path place) {
    ErofsPlace own = made("layerMount", place);
    if (!own.isCommitted()) {
      throw precondition("layerMount", place, "it was never committed; call commit first");
    }
    return Optional.of(
        own.isPacked()
            ? new Mount("erofs", own.image().toString(), List.of("loop", "ro"))
            : Mount.bind(own.fs().toString(), true));
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    return made("usage", place).usage();
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    return new LayerSource.Difference(made("diff", place).fs(), WhiteoutForm.OVERLAY);
  }

  /** Where Carob has mounted them. */
  private static List<Path> lower(List<Path> parents) {
    return parents.stream().map(parent -> parent.resolve(LAYER_MOUNT)).toList();
  }

  private static ErofsPlace made(String operation, Path place) {
    ErofsPlace own = new ErofsPlace(place);
    if (!own.isMade()) {
      throw precondition(
          operation, place, "it was never prepared; call prepare or beginLayer first");
    }
    return own;
  }

  private static CarobException precondition(String operation, Path place, String why) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION, operation + " of " + place + ": " + why);
  }

  /** The contract lists few codes; what else the kernel says is a failure of the disk. */
  private static void failingAsListed(String operation, Path place, Runnable work) {
    try {
      work.run();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.RESOURCE_EXHAUSTED || e.code() == ErrorCode.UNSUPPORTED) {
        throw e;
      }
      throw new CarobException(
          ErrorCode.INTERNAL,
          operation + " of " + place + " failed: " + e.getMessage() + "; check the disk",
          e);
    }
  }
}
