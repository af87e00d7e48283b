package io.carob.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Makes the node as manifests say.",
    footer = {"", "Example:", "  carob apply -f examples/replicas.yaml"})
final class ApplyCommand extends ClientCommand {

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE",
      description = "File, folder, or - for the input; may be repeated.")
  private List<String> files = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(names = "--dry-run", description = "Only check.")
  private boolean dryRun;

  @Override
  public Integer call() throws IOException {
    int code = 0;
    for (FilesOption.Source source : FilesOption.read(files, terminal())) {
      Target target =
          new Target("apply")
              .with("namespace", namespace.orDefault())
              .flag("dryRun", dryRun)
              .with("output", output.form);
      try {
        code = Math.max(code, root().callPatiently("POST", target, source.bytes()));
      } catch (CliException e) {
        if (e.exitCode() != CliException.FAILED) {
          throw e;
        }
        throw new CliException(e.exitCode(), source.name() + ": " + e.getMessage(), e);
      }
    }
    return code;
  }
}
