package io.carob.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    description = {
      "Ends the service and all pods, like shutting the node down.",
      "Resources stay: their pods start again with the next service."
    },
    footer = {"", "Examples:", "  carob stop", "  carob stop --leave-pods"})
final class StopCommand extends ClientCommand {

  @Option(names = "--leave-pods", description = "End only the service; pods run on.")
  private boolean leavePods;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait for the end (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    long pid;
    try (Http http =
        root()
            .send(
                "POST",
                new Target("shutdown").with("pods", !leavePods),
                Root.NO_BODY,
                root().millis())) {
      if (http.status() >= 300) {
        throw root().failure(http);
      }
      pid = Long.parseLong(Root.text(http).strip());
    } catch (CliException e) {
      if (e.isAbsent()) {
        terminal().out().println("No service runs on " + root().socket());
        return 0;
      }
      throw e;
    }
    await(pid);
    terminal().out().println("Stopped");
    return 0;
  }

  private void await(long pid) throws InterruptedException {
    Optional<ProcessHandle> service = ProcessHandle.of(pid);
    if (service.isEmpty() || pid == ProcessHandle.current().pid()) {
      return;
    }
    try {
      service.get().onExit().get(timeoutSeconds, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new CliException(
          CliException.FAILED,
          "the service (process " + pid + ") has not ended after " + timeoutSeconds + " s",
          e);
    }
  }
}
