package io.carob.tck.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;

/**
 * The simplest driver that keeps the contract: every snapshot is a full copy of its nearest
 * parent's tree. Made for reading, and for tests of the core that need some driver.
 *
 * <p>A place holds {@code tree}, the whole content. A copy grows under the name {@code tree.new}
 * and is renamed when it is complete, so an interrupted call can be told from a finished one.
 */
public class ReferenceSnapshotDriver implements SnapshotDriver {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    doing("prepare", place, () -> makeTree(place, parents));
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    return List.of(Mount.bind(existingTree("mounts", place).toString(), kind == SnapshotKind.VIEW));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    doing(
        "beginLayer",
        place,
        () -> {
          Fs.removeTree(tree(place));
          makeTree(place, parents);
        });
    return new LayerTarget.Tree(tree(place));
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    existingTree("commit", place);
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    Usage[] usage = {Usage.NONE};
    doing("usage", place, () -> usage[0] = Fs.usage(existingTree("usage", place)));
    return usage[0];
  }

  @Override
  public Set<SnapshotCapability> capabilities() {
    return Set.of(SnapshotCapability.DIFF);
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    return new LayerSource.Trees(
        existingTree("diff", place), parents.stream().findFirst().map(this::tree));
  }

  /** The folder of a place that holds the whole content. */
  protected final Path tree(Path place) {
    return place.resolve("tree");
  }

  private void makeTree(Path place, List<Path> parents) throws IOException {
    if (Files.isDirectory(tree(place))) {
      return;
    }
    Path growing = place.resolve("tree.new");
    Fs.removeTree(growing);
    if (parents.isEmpty()) {
      Files.createDirectory(growing);
      Fs.apply(growing, Meta.FOLDER);
    } else {
      PlainCopy.tree(tree(parents.get(0)), growing);
    }
    Files.move(growing, tree(place), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path existingTree(String operation, Path place) {
    if (Files.isDirectory(tree(place))) {
      return tree(place);
    }
    throw new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        operation + " of " + place + ": it was never prepared; call prepare or beginLayer first");
  }

  private static void doing(String operation, Path place, Work work) {
    try {
      work.run();
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, operation + " of " + place + " failed: " + e.getMessage(), e);
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }
}
