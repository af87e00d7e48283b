package io.carob.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --snapshotter}. */
final class SnapshotterOption {
  @Option(
      names = "--snapshotter",
      paramLabel = "NAME",
      description = "Unpack its layers by this one while they come.")
  @Nullable String name;
}
