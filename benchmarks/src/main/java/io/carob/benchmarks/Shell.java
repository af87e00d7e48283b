package io.carob.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the host's commands. What they print goes to a log, but for the answer asked for. */
public final class Shell {

  private final Path log;

  Shell(Path log) {
    this.log = log;
  }

  /** Runs a command to its end; how long that took, in nanoseconds. */
  long run(String... command) {
    return run(Map.of(), command);
  }

  long run(Map<String, String> environment, String... command) {
    try {
      ProcessBuilder builder = builder(List.of(command));
      builder.environment().putAll(environment);
      long begin = System.nanoTime();
      Process process = builder.start();
      process.getOutputStream().close();
      int code = await(process);
      long nanos = System.nanoTime() - begin;
      if (code != 0) {
        throw new BenchException(
            String.join(" ", command) + " failed with " + code + lastLine() + "; see " + log);
      }
      return nanos;
    } catch (IOException e) {
      throw new BenchException(command[0] + " does not run: " + e.getMessage());
    }
  }

  /** Runs a command and answers what it prints. */
  String answer(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (await(process) != 0) {
        throw new BenchException(
            String.join(" ", command) + " failed" + lastLine() + "; see " + log);
      }
      return text.strip();
    } catch (IOException e) {
      throw new BenchException(command[0] + " does not run: " + e.getMessage());
    }
  }

  /** Starts a command that goes on. */
  Process start(String... command) {
    try {
      return builder(List.of(command)).start();
    } catch (IOException e) {
      throw new BenchException(command[0] + " does not run: " + e.getMessage());
    }
  }

  private ProcessBuilder builder(List<String> command) {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  Path log() {
    return log;
  }

  /** Ends a process of ours, in the end by force. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static boolean has(String command) {
    String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return Arrays.stream(path.split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted");
    }
  }

  private String lastLine() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
      return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
