package io.carob.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Runs a line of the shell of the OSGi framework (Apache Felix Gogo).",
      "Its commands reach all of the service: `felix:stop 0` ends it. \"gogo = off\" in",
      "conf/io.carob.rest.cfg forbids it.",
      "Commands of Carob there: pods, drivers, snapshots, health, swap."
    },
    footer = {
      "",
      "Examples:",
      "  carob gogo help",
      "  carob gogo 'lb | grep Carob'",
      "  carob gogo drivers"
    })
final class GogoCommand extends ClientCommand {

  @Parameters(arity = "1..*", paramLabel = "LINE", description = "The line; quote it as a whole.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long it may take, up to 600 (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    Target target = new Target("gogo").with("seconds", seconds).with("output", output.form);
    return root().callPatiently("POST", target, String.join(" ", words).getBytes(Http.TEXT));
  }
}
