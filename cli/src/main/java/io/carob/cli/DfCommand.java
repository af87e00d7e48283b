package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Shows what takes how much space.",
    footer = {"", "Example:", "  carob df"})
final class DfCommand extends ClientCommand {
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    return root().call("GET", new Target("df").with("output", output.form));
  }
}
