package io.carob.cli;

import java.io.IOException;
import java.nio.file.Path;
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
        refuseLeftPods();
        return 0;
      }
      throw e;
    }
    await(pid);
    if (!leavePods) {
      refuseLeftPods();
    }
    terminal().out().println("Stopped");
    return 0;
  }

  /** Pods outlive their service, so its end alone is not theirs. */
  private void refuseLeftPods() throws IOException {
    int left = LeftPods.count(run());
    if (left > 0) {
      throw new CliException(
          CliException.FAILED,
          (left == 1 ? "1 pod still runs" : left + " pods still run")
              + " without a service. End them by: carob start, then carob stop");
    }
  }

  private Path run() {
    Path folder = root().socket().toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
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
          "the service (process "
              + pid
              + ") has not ended after "
              + timeoutSeconds
              + " s; it goes on ending its pods. See what it waits for in "
              + run().resolve("carob.log")
              + " or by carob events, then call carob stop again. The last resort is kill "
              + pid
              + ", which leaves the pods that still run",
          e);
    }
  }
}
