package io.carob.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows a resource at length, with its events.",
    footer = {"", "Example:", "  carob describe pod web"})
final class DescribeCommand extends ClientCommand {

  @Parameters(paramLabel = "KIND NAME | KIND/NAME", arity = "1..*", description = "What to show.")
  private List<String> words = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();
  @Mixin private OutputOption output = new OutputOption();

  @Override
  public Integer call() throws IOException {
    int code = 0;
    for (ResourceWord word : ResourceWord.parse(words, this)) {
      Target target = word.target("describe", namespace.orDefault());
      code = Math.max(code, root().call("GET", target.with("output", output.form)));
    }
    return code;
  }
}
