package io.carob.image.store.snapshot;

import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.driver.CheckedDriver;
import io.carob.api.driver.DriverOperations;
import io.carob.api.snapshot.LayerSink;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A driver as the core calls it: each method within its limit, and each answer looked at. A path in
 * an answer that lies outside of the place would have the core write there.
 */
final class CheckedSnapshotter extends CheckedDriver<SnapshotDriver> implements SnapshotDriver {

  CheckedSnapshotter(SnapshotDriver driver, DriverOperations call) {
    super(driver, call);
  }

  /** The call that this is for. */
  DriverOperations call() {
    return call;
  }

  @Override
  public Set<SnapshotCapability> capabilities() {
    Set<SnapshotCapability> answer =
        call.ask("capabilities", () -> new HashSet<>(driver.capabilities()));
    if (answer.stream().anyMatch(Objects::isNull)) {
      throw call.broken("capabilities", "", "null among its capabilities");
    }
    return answer;
  }

  @Override
  public void probe(Path scratch) {
    call.tell("probe", () -> driver.probe(scratch));
  }

  @Override
  public void limit(Path place, long bytes) {
    call.tell("limit", () -> driver.limit(place, bytes));
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    call.tell("prepare", () -> driver.prepare(kind, place, parents));
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    // A list of the driver's own might show others later.
    List<Mount> answer =
        call.ask("mounts", () -> new ArrayList<>(driver.mounts(kind, place, parents)));
    if (answer.isEmpty() || answer.stream().anyMatch(Objects::isNull)) {
      throw call.broken("mounts", "S4", "no mount, or null among them");
    }
    for (Mount mount : answer) {
      checkBind("mounts", mount, place, parents);
      mount.options().stream()
          .filter(option -> option.startsWith("upperdir=") || option.startsWith("workdir="))
          .forEach(
              option -> {
                if (!isInside(option.substring(option.indexOf('=') + 1), place)) {
                  throw call.broken("mounts", "S2", option + ", which is outside of " + place);
                }
              });
    }
    return List.copyOf(answer);
  }

  /** What is shown of the host is the place's own, or a parent's. */
  private void checkBind(String operation, Mount mount, Path place, List<Path> parents) {
    boolean fine =
        !mount.type().equals("bind")
            || Stream.concat(Stream.of(place), parents.stream())
                .anyMatch(folder -> isInside(mount.source(), folder));
    if (!fine) {
      throw call.broken(
          operation,
          "S2",
          "a bind mount of \""
              + mount.source()
              + "\", which is not an absolute path inside of "
              + place
              + " or a parent");
    }
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    LayerTarget answer = call.ask("beginLayer", () -> driver.beginLayer(place, parents));
    if (answer instanceof LayerTarget.Difference difference) {
      checkOwn("beginLayer", "S8", difference.folder(), place);
    } else if (answer instanceof LayerTarget.Tree tree) {
      checkOwn("beginLayer", "S8", tree.folder(), place);
    } else if (answer instanceof LayerTarget.Stream stream) {
      return new LayerTarget.Stream(new Sink(stream.sink()));
    }
    return answer;
  }

  /** No limit: a layer takes as long as its registry does. The driver waits for nothing else. */
  private final class Sink implements LayerSink {
    private final LayerSink sink;

    Sink(LayerSink sink) {
      this.sink = sink;
    }

    @Override
    public void accept(InputStream tar) throws IOException {
      try {
        sink.accept(tar);
      } catch (LinkageError | StackOverflowError e) {
        call.tell(
            "taking the stream",
            () -> {
              throw e;
            });
      }
    }
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    call.tell("commit", () -> driver.commit(place, parents));
  }

  @Override
  public Optional<Mount> layerMount(Path place) {
    Optional<Mount> answer = call.ask("layerMount", () -> driver.layerMount(place));
    answer.ifPresent(
        mount -> {
          checkBind("layerMount", mount, place, List.of());
          if (!mount.readOnly()) {
            throw call.broken("layerMount", "S2", "a mount of " + place + " that is not read-only");
          }
          if (mount.options().contains("loop") && !isInside(mount.source(), place)) {
            throw call.broken(
                "layerMount",
                "S2",
                "the file \"" + mount.source() + "\", which is not inside of " + place);
          }
        });
    return answer;
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    return call.ask("usage", () -> driver.usage(place, parents));
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    LayerSource answer = call.ask("diff", () -> driver.diff(place, parents));
    if (answer instanceof LayerSource.Difference difference) {
      checkOwn("diff", "S11", difference.folder(), place);
    } else if (answer instanceof LayerSource.Trees trees) {
      checkOwn("diff", "S11", trees.folder(), place);
    } else if (answer instanceof LayerSource.Stacked stacked) {
      checkOwn("diff", "S11", stacked.folder(), place);
    }
    return answer;
  }

  @Override
  public void remove(Path place) {
    call.tell("remove", () -> driver.remove(place));
  }

  private void checkOwn(String operation, String clause, Path folder, Path place) {
    if (!isInside(folder.toString(), place)) {
      throw call.broken(
          operation, clause, "the folder \"" + folder + "\", which is not inside of " + place);
    }
  }

  private static boolean isInside(String path, Path place) {
    try {
      Path named = Path.of(path);
      return named.isAbsolute() && named.normalize().startsWith(place.normalize());
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
