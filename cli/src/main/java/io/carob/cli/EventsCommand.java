package io.carob.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Shows what happened.",
    footer = {"", "Example:", "  carob events -f"})
final class EventsCommand extends ClientCommand {
  @Mixin private NamespaceOption namespace = new NamespaceOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as more happens.")
  private boolean follow;

  @Override
  public Integer call() throws IOException {
    return root()
        .call(
            "GET",
            new Target("events")
                .with("namespace", namespace.name)
                .flag("follow", follow)
                .with("output", output.form));
  }
}
