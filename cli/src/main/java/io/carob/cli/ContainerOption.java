package io.carob.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which container of a pod. */
final class ContainerOption {
  @Option(
      names = {"-c", "--container"},
      paramLabel = "CONTAINER",
      description = "The container (default: the first).")
  @Nullable String name;
}
