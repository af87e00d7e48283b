package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Shows what takes how much space, as du would find it.",
    footer = {
      "",
      "RECLAIMABLE is what nothing that runs or is pinned needs. In `-v`, an image's UNIQUE part"
          + " is",
      "what no other image has.",
      "",
      "Examples:",
      "  carob df",
      "  carob df -v --fresh"
    })
final class DfCommand extends ClientCommand {
  @Option(
      names = {"-v", "--verbose"},
      description = "Each image, layer, container, volume and blob.")
  private boolean verbose;

  @Option(
      names = "--fresh",
      description = "Measure the writable layers now; otherwise they may be 30 s old.")
  private boolean fresh;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    Target target =
        new Target("df").flag("verbose", verbose).flag("fresh", fresh).with("output", output.form);
    return fresh ? root().callPatiently("GET", target, Root.NO_BODY) : root().call("GET", target);
  }
}
