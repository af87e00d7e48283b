package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerRuntime;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ExecSession;
import io.carob.api.sandbox.ExitStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A container runtime that has only been begun. */
public final class HalfRuntime implements ContainerRuntime {

  /** For ServiceLoader. */
  public HalfRuntime() {}

  @Override
  public String name() {
    return "half";
  }

  @Override
  public void selfCheck(Path scratch) {
    throw notYet();
  }

  @Override
  public ContainerStatus create(ContainerSpec spec) {
    throw notYet();
  }

  @Override
  public ContainerStatus start(String id, Path directory) {
    throw notYet();
  }

  @Override
  public Optional<ContainerStatus> status(String id, Path directory) {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<ExitStatus> exit(String id, Path directory) {
    return CompletableFuture.failedFuture(notYet());
  }

  @Override
  public void signal(String id, Path directory, String signal) {
    throw notYet();
  }

  @Override
  public ExecSession exec(String id, Path directory, List<String> args, List<String> env) {
    throw notYet();
  }

  @Override
  public void remove(String id, Path directory) {}

  private static CarobException notYet() {
    return new CarobException(ErrorCode.UNSUPPORTED, "not written yet");
  }
}
