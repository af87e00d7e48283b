package io.carob.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which namespace. */
final class NamespaceOption {
  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "Namespace (default: default).")
  @Nullable String name;

  String orDefault() {
    return name == null ? "default" : name;
  }
}
