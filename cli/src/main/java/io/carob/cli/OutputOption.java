package io.carob.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the answer is printed. */
final class OutputOption {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "wide, json, yaml or name.")
  @Nullable String form;
}
