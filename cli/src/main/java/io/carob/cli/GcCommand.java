package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Collects images, layers and blobs that the policy lets go.",
    footer = {
      "",
      "The policy stands in conf/io.carob.image.store.cfg. By default only what nothing points to",
      "goes. What a container stands on, and images with the label carob.io/pin, always stay.",
      "",
      "Examples:",
      "  carob gc --dry-run",
      "  carob image label demo/base:1 carob.io/pin=base"
    })
final class GcCommand extends ClientCommand {
  @Option(
      names = "--dry-run",
      description = "Change nothing; say for each thing why it stays or would go.")
  private boolean dryRun;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    return root()
        .callPatiently(
            "POST",
            new Target("gc").flag("dry-run", dryRun).with("output", output.form),
            Root.NO_BODY);
  }
}
