package io.carob.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = "Shows what a container printed.",
    footer = {
      "",
      "Examples:",
      "  carob logs web -c nginx -f --tail 10",
      "  carob logs deployment/web --all-containers --prefix"
    })
final class LogsCommand extends ClientCommand {

  @Parameters(
      paramLabel = "POD | KIND/NAME",
      description = "The pod, or what has pods: the first is taken.")
  private String pod = "";

  @Mixin private NamespaceOption namespace = new NamespaceOption();

  @Mixin private ContainerOption container = new ContainerOption();

  @Option(
      names = "--all-containers",
      description = "Of all containers of the pod, init containers too.")
  private boolean allContainers;

  @Option(names = "--prefix", description = "Begin each line with its pod and container.")
  private boolean prefix;

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
    String name = PodWord.first(pod, namespace.orDefault(), root(), true);
    // kubectl writes "all lines" as -1.
    return root()
        .call(
            "GET",
            new Target("pods", namespace.orDefault(), name, "log")
                .with("container", container.name)
                .flag("allContainers", allContainers)
                .flag("prefix", prefix)
                .flag("follow", follow)
                .with("tail", tail != null && tail < 0 ? null : tail)
                .with("since", since)
                .flag("previous", previous)
                .flag("timestamps", timestamps));
  }
}
