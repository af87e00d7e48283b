package io.carob.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
final class BundleCommand extends CommandGroup {

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
          .callPatiently("POST", new Target("bundles").with("jar", absolute(jar)), Root.NO_BODY);
    }
  }

  /** A command on one bundle. */
  abstract static class One extends ClientCommand {
    @Parameters(
        index = "0",
        paramLabel = "BUNDLE",
        description = "Symbolic name, its last part, or number.")
    private String bundle = "";

    /** Asks for a change of the bundle; the exit code. */
    int change(String verb, @Nullable Path jar) throws IOException {
      Target target = new Target("bundles", bundle, verb).with("jar", jar);
      return root().callPatiently("POST", target, Root.NO_BODY);
    }

    String bundle() {
      return bundle;
    }
  }

  @Command(name = "update", description = "Replaces a bundle by another jar, while pods run.")
  static final class Update extends One {
    @Parameters(index = "1", paramLabel = "JAR", description = "The jar.")
    private String jar = "";

    @Override
    public Integer call() throws IOException {
      return change("update", absolute(jar));
    }
  }

  @Command(name = "start", description = "Starts a stopped bundle.")
  static final class Start extends One {
    @Override
    public Integer call() throws IOException {
      return change("start", null);
    }
  }

  @Command(name = "stop", description = "Stops a bundle.")
  static final class Stop extends One {
    @Override
    public Integer call() throws IOException {
      return change("stop", null);
    }
  }

  @Command(name = "uninstall", description = "Stops and removes a bundle.")
  static final class Uninstall extends One {
    @Override
    public Integer call() throws IOException {
      return root().callPatiently("DELETE", new Target("bundles", bundle()), Root.NO_BODY);
    }
  }

  private static Path absolute(String file) {
    return Path.of(file).toAbsolutePath().normalize();
  }
}
