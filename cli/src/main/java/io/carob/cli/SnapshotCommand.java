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
final class SnapshotCommand extends ClientCommand {

  @Override
  public Integer call() {
    throw usage("Missing command");
  }

  @Command(name = "ls", description = "Lists the snapshots.")
  static final class Ls extends ClientCommand {
    @Option(names = "--driver", paramLabel = "NAME", description = "Only of this driver.")
    private @Nullable String driver;

    @Option(
        names = "--filter",
        paramLabel = "FILTER",
        description =
            "As kind==active,labels.app==web; of several one must hold. Fields: driver, name, kind,"
                + " parent, labels.KEY.")
    private List<String> filters = List.of();

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      Target target = new Target("snapshots").with("driver", driver).with("output", output.form);
      filters.forEach(filter -> target.with("filter", filter));
      return root().call("GET", target);
    }
  }

  @Command(name = "tree", description = "Shows each snapshot below its parent.")
  static final class Tree extends ClientCommand {
    @Option(names = "--driver", paramLabel = "NAME", description = "Only of this driver.")
    private @Nullable String driver;

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root()
          .call(
              "GET",
              new Target("snapshots", "tree").with("driver", driver).with("output", output.form));
    }
  }
}
