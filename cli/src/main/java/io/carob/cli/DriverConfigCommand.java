package io.carob.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "config",
    description = {
      "Shows the settings of a driver's bundle, or changes them.",
      "A change is checked, written into conf/, and waited for; running pods go on."
    })
final class DriverConfigCommand extends ClientCommand {

  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "Name of a driver (overlay, or snapshotter/overlay), or of its bundle.")
  private String name = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description = "A setting to change.")
  private List<String> changes = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    int slash = name.indexOf('/');
    Target target =
        new Target("config")
            .with("driver", name.substring(slash + 1))
            .with("type", slash < 0 ? null : name.substring(0, slash));
    return ConfigCommand.send(root(), target, changes, output);
  }
}
