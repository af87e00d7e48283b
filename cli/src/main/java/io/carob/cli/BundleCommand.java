package io.carob.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows, installs, replaces and removes bundles of the running service.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BundleCommand.Ls.class,
      BundleCommand.Install.class,
      BundleCommand.Update.class,
      BundleCommand.Start.class,
      BundleCommand.Stop.class,
      BundleCommand.Uninstall.class
    })
final class BundleCommand extends ClientCommand {

  @Override
  public Integer call() {
    throw usage("Missing command");
  }

  @Command(name = "ls", description = "Lists the bundles.")
  static final class Ls extends ClientCommand {
    @Mixin private OutputOption output = new OutputOption();

    @Override
    public Integer call() throws IOException {
      return root().call("GET", new Target("bundles").with("output", output.form));
    }
  }

  @Command(name = "install", description = "Installs and starts a bundle.")
  static final class Install extends ClientCommand {
    @Parameters(index = "0", paramLabel = "JAR", description = "The jar.")
    private String jar = "";

    @Override
    public Integer call() throws IOException {
      return root()
          .callPatiently(
              "POST",
              new Target("bundles").with("jar", Path.of(jar).toAbsolutePath().normalize()),
              Root.NO_BODY);
    }
  }

  @Command(name = "update", description = "Replaces a bundle by another jar, while pods run.")
  static final class Update extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "BUNDLE",
        description = "Symbolic name, its last part, or number.")
    private String bundle = "";

    @Parameters(index = "1", paramLabel = "JAR", description = "The jar.")
    private String jar = "";

    @Override
    public Integer call() throws IOException {
      return root()
          .callPatiently(
              "POST",
              new Target("bundles", bundle, "update")
                  .with("jar", Path.of(jar).toAbsolutePath().normalize()),
              Root.NO_BODY);
    }
  }

  @Command(name = "start", description = "Starts a stopped bundle.")
  static final class Start extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "BUNDLE",
        description = "Symbolic name, its last part, or number.")
    private String bundle = "";

    @Override
    public Integer call() throws IOException {
      return root().callPatiently("POST", new Target("bundles", bundle, "start"), Root.NO_BODY);
    }
  }

  @Command(name = "stop", description = "Stops a bundle.")
  static final class Stop extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "BUNDLE",
        description = "Symbolic name, its last part, or number.")
    private String bundle = "";

    @Override
    public Integer call() throws IOException {
      return root().callPatiently("POST", new Target("bundles", bundle, "stop"), Root.NO_BODY);
    }
  }

  @Command(name = "uninstall", description = "Stops and removes a bundle.")
  static final class Uninstall extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "BUNDLE",
        description = "Symbolic name, its last part, or number.")
    private String bundle = "";

    @Override
    public Integer call() throws IOException {
      return root().callPatiently("DELETE", new Target("bundles", bundle), Root.NO_BODY);
    }
  }
}
