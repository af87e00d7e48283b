package io.carob.example.btrfs;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Every snapshot is a subvolume of btrfs that holds the complete tree, made as a snapshot of the
 * nearest parent's: that takes the same time however large the image is, and shares all blocks.
 */
@Component(service = SnapshotDriver.class, property = "carob.driver=btrfs")
public final class BtrfsSnapshotDriver implements SnapshotDriver {

  @Override
  public String name() {
    return "btrfs";
  }

  @Override
  public Set<SnapshotCapability> capabilities() {
    return Set.of(SnapshotCapability.DIFF, SnapshotCapability.QUOTA);
  }

  @Override
  public void probe(Path scratch) {
    BtrfsProbe.run(scratch);
  }

  @Override
  public void limit(Path place, long bytes) {
    BtrfsQuota.note(place, bytes);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    BtrfsPlace own = new BtrfsPlace(place);
    failingAsListed(
        "prepare",
        place,
        () -> {
          if (!own.isMade()) {
            own.make(nearest(parents), kind == SnapshotKind.VIEW);
          }
        });
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    BtrfsPlace own = made("mounts", place);
    if (kind == SnapshotKind.ACTIVE) {
      own.open(); // a commit that did not come to its end may have closed it
    }
    return List.of(Mount.bind(own.fs().toString(), kind == SnapshotKind.VIEW));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    BtrfsPlace own = new BtrfsPlace(place);
    failingAsListed(
        "beginLayer",
        place,
        () -> {
          own.removeAll();
          own.make(nearest(parents), false);
        });
    return new LayerTarget.Tree(own.fs());
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    made("commit", place).close();
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    return BtrfsUsage.of(made("usage", place), nearest(parents));
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    return new LayerSource.Trees(
        made("diff", place).fs(), nearest(parents).map(parent -> parent.fs()));
  }

  @Override
  public void remove(Path place) {
    new BtrfsPlace(place).removeSubvolumes();
  }

  private static Optional<BtrfsPlace> nearest(List<Path> parents) {
    return parents.stream().findFirst().map(BtrfsPlace::new);
  }

  private static BtrfsPlace made(String operation, Path place) {
    BtrfsPlace own = new BtrfsPlace(place);
    if (!own.isMade()) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          operation + " of " + place + ": it was never prepared; call prepare or beginLayer first");
    }
    return own;
  }

  /** The contract lists few codes; what else the kernel says is a failure of the disk. */
  private static void failingAsListed(String operation, Path place, Runnable work) {
    try {
      work.run();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.RESOURCE_EXHAUSTED) {
        throw e;
      }
      throw new CarobException(
          ErrorCode.INTERNAL,
          operation + " of " + place + " on btrfs failed: " + e.getMessage() + "; check the disk",
          e);
    }
  }
}
