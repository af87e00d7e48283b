package io.carob.cli;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Sets the number of replicas.",
    footer = {"", "Example:", "  carob scale deployment/web --replicas 3"})
final class ScaleCommand extends ClientCommand {

  @Parameters(paramLabel = "KIND NAME | KIND/NAME", arity = "1..*", description = "What to scale.")
  private List<String> words = List.of();

  @Mixin private NamespaceOption namespace = new NamespaceOption();

  @Option(names = "--replicas", required = true, paramLabel = "N", description = "How many.")
  private int replicas;

  @Override
  public Integer call() throws IOException {
    byte[] body = ("{\"replicas\":" + replicas + "}").getBytes(Http.TEXT);
    int code = 0;
    for (ResourceWord word : ResourceWord.parse(words, this)) {
      Target target = word.target("resources", namespace.orDefault()).then("scale");
      code = Math.max(code, root().call("PUT", target, body));
    }
    return code;
  }
}
