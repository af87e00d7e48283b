package io.carob.engine;

import io.carob.api.sandbox.ExecSession;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** A command whose driver stays until it has ended, or is made to go. */
final class HeldSession implements ExecSession {

  private final ExecSession session;
  private final CompletableFuture<Integer> exit;

  HeldSession(ExecSession session, CompletableFuture<Integer> exit) {
    this.session = session;
    this.exit = exit;
  }

  @Override
  public OutputStream stdin() {
    return session.stdin();
  }

  @Override
  public InputStream stdout() {
    return session.stdout();
  }

  @Override
  public InputStream stderr() {
    return session.stderr();
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit.copy();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (LinkageError e) {
      if (!exit.isDone()) {
        throw e;
      }
      return; // its bundle is gone, and has closed it before
    }
  }
}
