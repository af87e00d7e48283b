package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.api.driver.DriverInfo;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.linux.fs.CopyOptions;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A driver on plain folders: one that takes differences, or one that takes trees. */
public class FolderDriver implements SnapshotDriver {

  private final String name;
  private final boolean differences;

  /** Whether usage is what is really on the disk, and not a number that is easy to foretell. */
  public volatile boolean measured;

  /** The calls so far, as {@code method number}. */
  public final List<String> calls = new CopyOnWriteArrayList<>();

  /** Runs inside each call, with the method and the place; may raise what the driver would. */
  public volatile BiConsumer<String, Path> inside = (method, place) -> {};

  /** The form on disk that it writes, and reads up to. */
  public volatile int format = 1;

  /** What {@code mounts} answers; what is there, when this is not set. */
  public volatile @Nullable List<Mount> mounts;

  /** What keeps a size limit; without it the driver cannot. */
  public volatile @Nullable LongConsumer limit;

  /** Whether its committed places have to be mounted. */
  public volatile boolean mounted;

  /** The places of which it was asked that. */
  public final List<Path> asked = new CopyOnWriteArrayList<>();

  /** Makes a driver. */
  public FolderDriver(String name, boolean differences) {
    this.name = name;
    this.differences = differences;
  }

  /** Its description. */
  public DriverInfo info() {
    return new DriverInfo("snapshotter", name, "1", List.of());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<SnapshotCapability> capabilities() {
    Set<SnapshotCapability> all = EnumSet.noneOf(SnapshotCapability.class);
    if (differences) {
      all.add(SnapshotCapability.PARALLEL_UNPACK);
    }
    if (limit != null) {
      all.add(SnapshotCapability.QUOTA);
    }
    return all;
  }

  @Override
  public void limit(Path place, long bytes) {
    enter("limit", place);
    Objects.requireNonNull(limit).accept(bytes);
  }

  @Override
  public int diskFormat() {
    return format;
  }

  @Override
  public void probe(Path scratch) {
    enter("probe", scratch);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    enter("prepare", place);
    for (Path parent : parents) {
      if (!Files.isDirectory(parent.resolve("content"))) {
        throw new CarobException(ErrorCode.INTERNAL, "parent " + parent + " is not there");
      }
    }
    fresh(place, parents);
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    enter("mounts", place);
    List<Mount> given = mounts;
    if (given != null) {
      return given;
    }
    return List.of(Mount.bind(place.resolve("content").toString(), kind == SnapshotKind.VIEW));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    enter("beginLayer", place);
    fresh(place, parents);
    Path content = place.resolve("content");
    return differences
        ? new LayerTarget.Difference(content, WhiteoutForm.OCI)
        : new LayerTarget.Tree(content);
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    enter("commit", place);
    run(() -> Files.writeString(place.resolve("committed"), "yes"));
  }

  @Override
  public Optional<Mount> layerMount(Path place) {
    asked.add(place);
    inside.accept("layerMount", place);
    return mounted
        ? Optional.of(Mount.bind(place.resolve("content").toString(), true))
        : Optional.empty();
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    enter("usage", place);
    if (measured) {
      return FileTree.usage(place);
    }
    try (Stream<Path> all = Files.walk(place.resolve("content"))) {
      long count = all.count();
      return new Usage(count * 4096, count);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    enter("diff", place);
    Path content = place.resolve("content");
    return differences
        ? new LayerSource.Difference(content, WhiteoutForm.OCI)
        : new LayerSource.Trees(
            content, parents.stream().findFirst().map(parent -> parent.resolve("content")));
  }

  @Override
  public void remove(Path place) {
    enter("remove", place);
  }

  private void enter(String method, Path place) {
    calls.add(method + " " + place.getFileName());
    inside.accept(method, place);
  }

  private void fresh(Path place, List<Path> parents) {
    Path content = place.resolve("content");
    run(
        () -> {
          Files.createDirectories(content);
          if (!differences && !parents.isEmpty()) {
            copy(parents.get(0).resolve("content"), content);
          }
        });
  }

  /** What is there already was written since. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> there = Files.list(to)) {
      if (there.findAny().isPresent()) {
        return;
      }
    }
    FileTree.copy(from, to, CopyOptions.EXACT);
  }

  private interface Io {
    void run() throws IOException;
  }

  private static void run(Io io) {
    try {
      io.run();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "the test driver failed: " + e, e);
    }
  }
}
