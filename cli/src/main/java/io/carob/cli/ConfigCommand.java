package io.carob.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Shows the configuration, or changes it.",
      "A change is checked, written into conf/PID.cfg, and waited for; running pods go on."
    })
final class ConfigCommand extends ClientCommand {

  @Mixin private OutputOption output = new OutputOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PID",
      description = "Whose settings (io.carob.engine); all when there is none.")
  private @Nullable String pid;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "KEY=VALUE",
      description = "A setting to change.")
  private List<String> changes = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    return send(root(), new Target("config").with("pid", pid), changes, output);
  }

  /** Shows the settings, or changes these. */
  static int send(Root root, Target target, List<String> changes, OutputOption output)
      throws IOException {
    for (String change : changes) {
      if (change.indexOf('=') < 1) {
        throw new CliException(
            CliException.USAGE, "\"" + change + "\" is no setting: it has the form KEY=VALUE");
      }
      target.with("set", change);
    }
    target.with("output", output.form);
    return changes.isEmpty()
        ? root.call("GET", target)
        : root.callPatiently("POST", target, Root.NO_BODY);
  }
}
