package io.carob.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Runs a command in a container; its exit code is passed on.",
    footer = {"", "Example:", "  carob exec web -c nginx -- ls -l /"})
final class ExecCommand extends ClientCommand {

  static final String PROTOCOL = "carob-exec/1";

  @Parameters(
      index = "0",
      paramLabel = "POD | KIND/NAME",
      description = "The pod, or what has pods: the first is taken.")
  private String pod = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments, after --.")
  private List<String> command = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();

  @Mixin private ContainerOption container = new ContainerOption();

  @Option(
      names = {"-i", "--stdin"},
      description = "Pass the input on.")
  private boolean stdin;

  @Override
  public Integer call() throws IOException {
    String name = PodWord.first(pod, namespace.orDefault(), root(), false);
    Target target =
        new Target("pods", namespace.orDefault(), name, "exec").with("container", container.name);
    for (String word : command) {
      target.with("command", word);
    }
    try (Http http = root().upgrade(target, PROTOCOL)) {
      if (http.status() != 101) {
        throw root().failure(http);
      }
      root().showNote(http);
      ExecFrames frames = new ExecFrames(http.wire(), terminal());
      frames.input(stdin);
      return frames.output();
    }
  }
}
