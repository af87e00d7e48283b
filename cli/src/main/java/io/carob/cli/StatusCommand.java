package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Shows whether the service is ready, and where it runs.",
    footer = {"", "Example:", "  carob status -o json"})
final class StatusCommand extends ClientCommand {
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    return root().call("GET", new Target("status").with("output", output.form));
  }
}
