package com.example.alone;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** A snapshotter; what it does is beside the point. */
public final class Folders implements SnapshotDriver {

  /** For ServiceLoader. */
  public Folders() {}

  @Override
  public String name() {
    return "folders";
  }

  @Override
  public Set<SnapshotCapability> capabilities() {
    return Set.of(SnapshotCapability.DIFF, SnapshotCapability.PARALLEL_UNPACK);
  }

  @Override
  public void prepare(SnapshotKind kind, Path place, List<Path> parents) {
    make(place.resolve("tree"));
  }

  @Override
  public List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    return List.of(Mount.bind(place.resolve("tree").toString(), kind == SnapshotKind.VIEW));
  }

  @Override
  public LayerTarget beginLayer(Path place, List<Path> parents) {
    make(place.resolve("tree"));
    return new LayerTarget.Tree(place.resolve("tree"));
  }

  @Override
  public void commit(Path place, List<Path> parents) {
    if (!Files.isDirectory(place.resolve("tree"))) {
      throw new CarobException(ErrorCode.FAILED_PRECONDITION, place + " was never prepared");
    }
  }

  @Override
  public Usage usage(Path place, List<Path> parents) {
    return new Usage(0, 1).plus(Usage.NONE);
  }

  @Override
  public LayerSource diff(Path place, List<Path> parents) {
    return new LayerSource.Difference(place.resolve("tree"), WhiteoutForm.OCI);
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "cannot make " + folder, e);
    }
  }
}
