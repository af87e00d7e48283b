package io.carob.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Shows snapshots: layers and writable layers.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SnapshotCommand.Ls.class, SnapshotCommand.Tree.class})
final class SnapshotCommand extends CommandGroup {

  /** A view of the snapshots. */
  abstract static class Shown extends ClientCommand {
    @Option(names = "--driver", paramLabel = "NAME", description = "Only of this driver.")
    private @Nullable String driver;

    @Mixin private OutputOption output = new OutputOption();

    int show(Target target) throws IOException {
      return root().call("GET", target.with("driver", driver).with("output", output.form));
    }
  }

  @Command(name = "ls", description = "Lists the snapshots.")
  static final class Ls extends Shown {
    @Override
    public Integer call() throws IOException {
      return show(new Target("snapshots"));
    }
  }

  @Command(name = "tree", description = "Shows each snapshot below its parent.")
  static final class Tree extends Shown {
    @Override
    public Integer call() throws IOException {
      return show(new Target("snapshots", "tree"));
    }
  }
}
