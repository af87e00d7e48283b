package io.carob.engine;

import io.carob.api.driver.CheckedDriver;
import io.carob.api.driver.DriverOperations;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A container runtime as the engine calls it: within its limit, its answers looked at. */
final class CheckedRuntime extends CheckedDriver<ContainerRuntime> implements ContainerRuntime {

  CheckedRuntime(ContainerRuntime driver, DriverOperations call) {
    super(driver, call);
  }

  @Override
  public ContainerStatus create(ContainerSpec spec) {
    return own("create", spec.id(), call.ask("create", () -> driver.create(spec)));
  }

  @Override
  public ContainerStatus start(String id, Path directory) {
    return own("start", id, call.ask("start", () -> driver.start(id, directory)));
  }

  @Override
  public Optional<ContainerStatus> status(String id, Path directory) {
    return call.ask("status", () -> driver.status(id, directory))
        .map(status -> own("status", id, status));
  }

  private ContainerStatus own(String operation, String id, ContainerStatus answer) {
    if (!answer.id().equals(id)) {
      throw call.broken(operation, "C2", "the state of another container, " + answer.id());
    }
    if (!answer.rootfs().isAbsolute()) {
      throw call.broken(
          operation, "C1", "\"" + answer.rootfs() + "\" for a root, which is not absolute");
    }
    return answer;
  }

  @Override
  public CompletableFuture<ExitStatus> exit(String id, Path directory) {
    CompletableFuture<ExitStatus> exit = call.ask("exit", () -> driver.exit(id, directory));
    return call.whileThere(exit.thenApply(this::ended));
  }

  /** Nothing would say that there is no such container. */
  private ExitStatus ended(@Nullable ExitStatus answer) {
    if (answer == null) {
      throw call.broken("exit", "C5", "no exit status");
    }
    return answer;
  }

  @Override
  public void signal(String id, Path directory, String signal) {
    call.tell("signal", () -> driver.signal(id, directory, signal));
  }

  /**
   * The driver does not go before the command has ended, whose exit code is the driver's to tell;
   * unless the session needs no driver.
   */
  @Override
  public ExecSession exec(String id, Path directory, List<String> args, List<String> env) {
    ExecSession session = call.ask("exec", () -> driver.exec(id, directory, args, env));
    try {
      CompletableFuture<Integer> exit = call.ask("exec", session::exit);
      boolean alone = call.ask("exec", session::outlivesDriver);
      return new HeldSession(session, alone ? exit : call.hold("exec", exit, session::close));
    } catch (RuntimeException | Error e) {
      end(session, e);
      throw e;
    }
  }

  /** Nobody else has it: a command would run on with its pipes open. */
  private void end(ExecSession session, Throwable why) {
    try {
      call.tell("exec", session::close);
    } catch (RuntimeException | Error e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public void remove(String id, Path directory) {
    call.tell("remove", () -> driver.remove(id, directory));
  }
}
