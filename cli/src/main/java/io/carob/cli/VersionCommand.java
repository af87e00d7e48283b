package io.carob.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    description = "Shows the versions of the command and of the service.",
    footer = {"", "Example:", "  carob version --client"})
final class VersionCommand extends ClientCommand {

  @Option(names = "--client", description = "Only the command's; needs no service.")
  private boolean clientOnly;

  @Override
  public Integer call() throws IOException {
    terminal().out().println("command " + own());
    if (clientOnly) {
      return 0;
    }
    terminal().out().print("service ");
    terminal().out().flush();
    try {
      return root().call("GET", new Target("version"));
    } catch (CliException e) {
      terminal().out().println("none");
      throw e;
    }
  }

  /** What {@code --version} prints. */
  static final class Provider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      return new String[] {"carob " + own()};
    }
  }

  private static String own() throws IOException {
    try (InputStream in = VersionCommand.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new FileNotFoundException("the command's jar lacks version.txt");
      }
      return new String(in.readAllBytes(), Http.TEXT).strip();
    }
  }
}
