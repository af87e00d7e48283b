package io.carob.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description =
        "Shows, installs, replaces and removes drivers, while pods run; tests them beforehand.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DriverCommand.Ls.class,
      DriverCommand.Describe.class,
      DriverCommand.Install.class,
      DriverCommand.Rm.class,
      DriverConfigCommand.class,
      DriverCommand.Start.class,
      DriverCommand.Stop.class,
      DriverTestCommand.class
    })
final class DriverCommand extends CommandGroup {

  @Command(
      name = "ls",
      description = {
        "Lists the drivers and how they stand, and the jars in the folder for drivers that are not"
            + " used.",
        "With -o wide also where each comes from, and why it does not serve."
      })
  static final class Ls extends ClientCommand {
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root().call("GET", new Target("drivers").with("output", output.form));
    }
  }

  @Command(
      name = "install",
      aliases = {"update"},
      description = {
        "Copies a jar into the folder for drivers, and waits until its drivers serve.",
        "One of the same bundle is replaced while pods run. A jar that is refused changes nothing."
      })
  static final class Install extends ClientCommand {
    @Parameters(index = "0", paramLabel = "JAR", description = "The jar.")
    private String jar = "";

    @Override
    public Integer call() throws IOException {
      Path absolute = Path.of(jar).toAbsolutePath().normalize();
      return root()
          .callPatiently("POST", new Target("drivers").with("jar", absolute), Root.NO_BODY);
    }
  }

  /** A command on one driver. */
  abstract static class One extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "NAME",
        description =
            "Name of a driver (overlay, or snapshotter/overlay), of its bundle, or of its jar.")
    private String name = "";

    /** The driver, with something that is done to it, unless that is empty. */
    Target target(String verb) {
      int slash = name.indexOf('/');
      Target target = new Target("drivers", name.substring(slash + 1));
      if (!verb.isEmpty()) {
        target.then(verb);
      }
      return target.with("type", slash < 0 ? null : name.substring(0, slash));
    }
  }

  @Command(name = "describe", description = "Shows one driver, and what needs it.")
  static final class Describe extends One {
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root().call("GET", target("").with("output", output.form));
    }
  }

  @Command(
      name = "rm",
      aliases = {"remove"},
      description = "Takes a driver's jar out of its folder, or uninstalls its bundle.")
  static final class Rm extends One {
    @Option(
        names = {"-f", "--force"},
        description = "Although something needs it, which then waits for it.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
      return root().callPatiently("DELETE", target("").flag("force", force), Root.NO_BODY);
    }
  }

  @Command(name = "start", description = "Starts the bundle of a driver.")
  static final class Start extends One {
    @Override
    public Integer call() throws IOException {
      return root().callPatiently("POST", target("start"), Root.NO_BODY);
    }
  }

  @Command(name = "stop", description = "Stops the bundle of a driver; what needs it waits.")
  static final class Stop extends One {
    @Override
    public Integer call() throws IOException {
      return root().callPatiently("POST", target("stop"), Root.NO_BODY);
    }
  }
}
