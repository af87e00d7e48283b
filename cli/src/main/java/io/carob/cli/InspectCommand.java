package io.carob.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows a pod's containers with their mounts, as docker inspect does.",
    footer = {"", "Example:", "  carob inspect web -c nginx"})
final class InspectCommand extends ClientCommand {

  @Parameters(paramLabel = "POD", description = "The pod.")
  private String pod = "";

  @Mixin private NamespaceOption namespace = new NamespaceOption();
  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = {"-c", "--container"},
      paramLabel = "CONTAINER",
      description = "Only this container.")
  private @Nullable String container;

  @Override
  public Integer call() throws IOException {
    return root()
        .call(
            "GET",
            new Target("pods", namespace.orDefault(), PodWord.name(pod), "inspect")
                .with("container", container)
                .with("output", output.form));
  }
}
