package io.carob.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows and sets what the service logs; the logs of pods: carob logs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = LogCommand.Level.class)
final class LogCommand extends CommandGroup {

  @Command(
      name = "level",
      description = {
        "Shows the levels of loggers, or sets one at once and until the service ends."
      },
      footer = {
        "",
        "Examples:",
        "  carob log level",
        "  carob log level io.carob.engine debug",
        "  carob log level ROOT warn --save"
      })
  static final class Level extends ClientCommand {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "LOGGER",
        description = "A package or class, or ROOT.")
    private @Nullable String logger;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "LEVEL",
        description = "TRACE, DEBUG, INFO, WARN, ERROR or OFF.")
    private @Nullable String level;

    @Option(names = "--save", description = "For every later start too.")
    private boolean save;

    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      String one = logger;
      if (level == null || one == null) {
        if (save) {
          throw usage("--save needs a LEVEL");
        }
        Target all = new Target("log", "levels").with("logger", one);
        return root().call("GET", all.with("output", output.form));
      }
      Target target = new Target("log", "levels", one).with("level", level).flag("save", save);
      return root().call("PUT", target.with("output", output.form));
    }
  }
}
