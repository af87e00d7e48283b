package io.carob.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows what a container printed.",
    footer = {"", "Example:", "  carob logs web -c nginx -f --tail 10"})
final class LogsCommand extends ClientCommand {

  @Parameters(paramLabel = "POD", description = "The pod.")
  private String pod = "";

  @Mixin private NamespaceOption namespace = new NamespaceOption();

  @Option(
      names = {"-c", "--container"},
      paramLabel = "CONTAINER",
      description = "The container; needed when the pod has several.")
  private @Nullable String container;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the container ends.")
  private boolean follow;

  @Option(names = "--tail", paramLabel = "LINES", description = "Only the last lines.")
  private @Nullable Integer tail;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from then on: 10m, 1h30m, or a time such as 2026-01-31T12:00:00Z.")
  private @Nullable String since;

  @Option(
      names = {"-p", "--previous"},
      description = "The run before the present one.")
  private boolean previous;

  @Option(names = "--timestamps", description = "Begin each line with its time.")
  private boolean timestamps;

  @Override
  public Integer call() throws IOException {
    // kubectl writes "all lines" as -1.
    return root()
        .call(
            "GET",
            new Target("pods", namespace.orDefault(), PodWord.name(pod), "log")
                .with("container", container)
                .flag("follow", follow)
                .with("tail", tail != null && tail < 0 ? null : tail)
                .with("since", since)
                .flag("previous", previous)
                .flag("timestamps", timestamps));
  }
}
