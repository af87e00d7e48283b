package io.carob.engine;

import io.carob.api.driver.CheckedDriver;
import io.carob.api.driver.DriverOperations;
import io.carob.api.sandbox.Sandbox;
import io.carob.api.sandbox.SandboxDriver;
import io.carob.api.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A sandbox driver as the engine calls it: within its limit, its answers looked at. */
final class CheckedSandbox extends CheckedDriver<SandboxDriver> implements SandboxDriver {

  CheckedSandbox(SandboxDriver driver, DriverOperations call) {
    super(driver, call);
  }

  @Override
  public Sandbox create(SandboxSpec spec) {
    return own("create", spec.podUid(), call.ask("create", () -> driver.create(spec)));
  }

  @Override
  public Optional<Sandbox> find(String podUid, Path directory) {
    return call.ask("find", () -> driver.find(podUid, directory))
        .map(found -> own("find", podUid, found));
  }

  private Sandbox own(String operation, String podUid, Sandbox answer) {
    if (!answer.podUid().equals(podUid)) {
      throw call.broken(operation, "B2", "the sandbox of another pod, " + answer.podUid());
    }
    return answer;
  }

  @Override
  public CompletableFuture<Void> exit(String podUid, Path directory) {
    return call.whileThere(call.ask("exit", () -> driver.exit(podUid, directory)));
  }

  @Override
  public void remove(String podUid, Path directory) {
    call.tell("remove", () -> driver.remove(podUid, directory));
  }
}
