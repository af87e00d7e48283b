package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the host that is run to its end.
 *
 * @param exit its exit code
 * @param output what it printed, on both streams
 */
public record Command(int exit, String output) {

  private static final long LIMIT_SECONDS = 120;

  /**
   * Runs a program with a clean environment.
   *
   * @throws CarobException {@code INTERNAL} when it cannot be run; {@code UNAVAILABLE} when it does
   *     not end, or this thread is interrupted
   */
  public static Command run(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    cleanEnvironment(builder);
    String subject = String.join(" ", command);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new CarobException(ErrorCode.UNAVAILABLE, subject + " does not end");
      }
      return new Command(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "cannot run " + subject, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, subject + " was interrupted", e);
    }
  }

  /** Leaves nothing of our own environment but the search path. */
  public static void cleanEnvironment(ProcessBuilder builder) {
    builder.environment().clear();
    builder.environment().put("PATH", Executables.path());
  }

  /** Whether it ended well. */
  public boolean succeeded() {
    return exit == 0;
  }
}
