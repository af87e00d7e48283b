package io.carob.rest.fake;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A command of the host, in the place of one in a container. */
final class HostExec implements ExecSession {

  private final Process process;
  private final CountDownLatch closed;

  private HostExec(Process process, CountDownLatch closed) {
    this.process = process;
    this.closed = closed;
  }

  static HostExec start(List<String> args, CountDownLatch closed) {
    try {
      return new HostExec(new ProcessBuilder(args).start(), closed);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "cannot run " + args, e);
    }
  }

  @Override
  public OutputStream stdin() {
    return process.getOutputStream();
  }

  @Override
  public InputStream stdout() {
    return process.getInputStream();
  }

  @Override
  public InputStream stderr() {
    return process.getErrorStream();
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    closed.countDown();
  }
}
