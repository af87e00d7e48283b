package io.carob.cli;

import java.io.IOException;
import java.util.List;
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
    @Option(
        names = "--filter",
        paramLabel = "FILTER",
        description =
            "As kind==active,labels.app==web; of several one must hold. Fields: driver, name, kind,"
                + " parent, labels.KEY.")
    private List<String> filters = List.of();

    @Override
    public Integer call() throws IOException {
      Target target = new Target("snapshots");
      filters.forEach(filter -> target.with("filter", filter));
      return show(target);
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
