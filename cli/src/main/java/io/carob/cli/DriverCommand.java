package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Shows drivers.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DriverCommand.Ls.class})
final class DriverCommand extends CommandGroup {

  @Command(name = "ls", description = "Lists the drivers that are there now.")
  static final class Ls extends ClientCommand {
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root().call("GET", new Target("drivers").with("output", output.form));
    }
  }
}
