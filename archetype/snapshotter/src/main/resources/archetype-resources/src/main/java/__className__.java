package ${package};

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * The snapshotter "${driver}": every snapshot is a full copy of its parent's tree. It keeps the
 * whole contract ({@link SnapshotDriver}); make it yours.
 *
 * <p>A place holds {@code tree}, the complete content of the snapshot. A copy grows under the name
 * {@code growing} and is renamed when it is complete, so that an interrupted call can be told from
 * a finished one.
 */
@Component(service = SnapshotDriver.class, property = "carob.driver=${driver}")
public final class ${className} implements SnapshotDriver {

  @Override
  public String name() {
    return "${driver}";
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    if (!Files.isDirectory(tree(place))) {
      makeTree(place, parents);
    }
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    requireTree("mounts", place);
    return List.of(Mount.bind(tree(place).toString(), kind == SnapshotKind.VIEW));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    FileTree.remove(tree(place));
    makeTree(place, parents);
    return new LayerTarget.Tree(tree(place));
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    requireTree("commit", place);
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    requireTree("usage", place);
    return FileTree.usage(tree(place));
  }

  private static void makeTree(Path place, List<Path> parents) {
    Path growing = place.resolve("growing");
    FileTree.remove(growing);
    try {
      Files.createDirectory(growing);
      if (parents.isEmpty()) {
        Files.setPosixFilePermissions(growing, PosixFilePermissions.fromString("rwxr-xr-x"));
      } else {
        FileTree.copy(tree(parents.get(0)), growing, CopyOptions.EXACT);
      }
      Files.move(growing, tree(place), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "cannot fill " + place + ": " + e.getMessage(), e);
    }
  }

  private static void requireTree(String operation, Path place) {
    if (!Files.isDirectory(tree(place))) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          operation + " of " + place + ": it was never prepared; call prepare or beginLayer first");
    }
  }

  private static Path tree(Path place) {
    return place.resolve("tree");
  }
}
