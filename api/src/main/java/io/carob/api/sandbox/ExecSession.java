package io.carob.api.sandbox;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;

/** A command that runs inside a container, with its three streams. Closing it ends the command. */
@ConsumerType
public interface ExecSession extends AutoCloseable {

  /** {@return what the command reads; close it to send the end of input} */
  OutputStream stdin();

  /** {@return what the command prints} */
  InputStream stdout();

  /** {@return what the command prints to its error output} */
  InputStream stderr();

  /**
   * The exit code: 126 when the command cannot be run, 127 when it is not there.
   *
   * @return completes when the command has ended; fails with {@code UNAVAILABLE} when the driver
   *     goes before it can tell
   */
  CompletableFuture<Integer> exit();

  /**
   * Whether the session goes on, and tells the exit code, when the driver that began it has left
   * and its bundle is closed: it must need no class then that is not loaded. A session that cannot
   * keeps its driver from leaving for some time, and is ended after that.
   *
   * @return false when it is left out
   */
  default boolean outlivesDriver() {
    return false;
  }

  /** Ends the command if it still runs, and releases the streams. */
  @Override
  void close();
}
