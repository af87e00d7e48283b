package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    description = "Shows volumes.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VolumeCommand.Ls.class})
final class VolumeCommand extends CommandGroup {

  @Command(name = "ls", description = "Lists the volumes of pods.")
  static final class Ls extends ClientCommand {
    @Mixin private NamespaceOption namespace = new NamespaceOption();
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root()
          .call(
              "GET",
              new Target("volumes").with("namespace", namespace.name).with("output", output.form));
    }
  }
}
