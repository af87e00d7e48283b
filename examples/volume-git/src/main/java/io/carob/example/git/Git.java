package io.carob.example.git;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs git with nothing of this node's own: no configuration but what is given here, no hooks, no
 * prompts, and no protocol but one. Nothing that it writes becomes larger than the limit.
 *
 * <p>{@code timeout} of the core utilities gives git a process group, and ends the whole group when
 * the time is over: also git's helpers, and also when this JVM is gone by then.
 */
final class Git {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final int MOST_OUTPUT = 16_384;
  private static final long BLOCK = 512; // the unit of ulimit
  private static final long GRACE_SECONDS = 2;

  private final GitSettings settings;
  private final Path folder;
  private final String protocol;
  private final long deadline;

  /**
   * Begins a piece of work, for which the time runs.
   *
   * @param folder where it may write beside what it is told to
   * @param protocol the one protocol that it may use
   */
  Git(GitSettings settings, Path folder, String protocol) {
    this.settings = settings;
    this.folder = folder;
    this.protocol = protocol;
    this.deadline = System.nanoTime() + settings.timeout().toNanos();
  }

  /**
   * How a command ended.
   *
   * @param status its exit status
   * @param output the end of what it printed, on both streams
   */
  record Result(int status, String output) {

    boolean succeeded() {
      return status == 0;
    }

    /** Whether it was ended because its time was over. */
    boolean isLate() {
      return status == 124 || status == 137;
    }
  }

  /** The size at which a file is cut off. */
  static long limit(long mostBytes) {
    return mostBytes / BLOCK * BLOCK;
  }

  /** Runs a command of git without input. */
  Result run(List<String> command) {
    return run(command, Path.of("/dev/null"));
  }

  /**
   * Runs a command of git.
   *
   * @throws CarobException {@code UNAVAILABLE} when this thread is interrupted; {@code UNSUPPORTED}
   *     when the host has no {@code timeout}
   */
  Result run(List<String> command, Path input) {
    Path output = output();
    List<String> line = new ArrayList<>();
    line.addAll(List.of("timeout", "--kill-after=" + GRACE_SECONDS, seconds()));
    // No file grows above the limit; others read the files, whatever the service's umask is.
    String script =
        "ulimit -c 0 && ulimit -f "
            + settings.mostBytes() / BLOCK
            + " && umask 022 && exec git \"$@\"";
    line.addAll(List.of("sh", "-c", script, "git"));
    line.addAll(options());
    line.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(line).directory(folder.toFile());
    builder.redirectInput(input.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
    environment(builder.environment());
    try {
      return new Result(end(builder.start()), read(output));
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "running git " + command.get(0) + ": " + e.getMessage() + ". Install coreutils and git",
          e);
    }
  }

  /** What the last command printed, whole. */
  Path output() {
    return folder.resolve("output");
  }

  private int end(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy(); // it ends its group, too
      if (!awaits(process)) {
        process.destroyForcibly();
      }
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "git was interrupted; it may be repeated", e);
    }
  }

  private static boolean awaits(Process process) {
    try {
      return process.waitFor(GRACE_SECONDS + 1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false; // once more: there is nothing left to wait for
    }
  }

  private String seconds() {
    long millis = Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis());
    return String.format(Locale.ROOT, "%d.%03d", millis / 1_000, millis % 1_000);
  }

  private List<String> options() {
    List<String> options = new ArrayList<>();
    List<String> values = new ArrayList<>();
    values.addAll(List.of("core.hooksPath=/dev/null", "advice.detachedHead=false", "gc.auto=0"));
    // What is fetched becomes one file, for which the limit holds.
    values.add("fetch.unpackLimit=1");
    // git itself would also store in that file, and erase what a server refuses.
    settings
        .credentials()
        .ifPresent(
            file ->
                values.add(
                    "credential.helper=!f() { test \"$1\" = get"
                        + " && git credential-store --file "
                        + file
                        + " get; }; f"));
    values.forEach(value -> options.addAll(List.of("-c", value)));
    return options;
  }

  private void environment(Map<String, String> environment) {
    environment.keySet().removeIf(name -> !name.matches("(?i)(https|no)_proxy"));
    environment.put("PATH", PATH);
    environment.put("LC_ALL", "C");
    environment.put("HOME", folder.toString());
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_ATTR_NOSYSTEM", "1");
    environment.put("GIT_TERMINAL_PROMPT", "0");
    environment.put("GIT_ALLOW_PROTOCOL", protocol);
    environment.put(
        "GIT_SSH_COMMAND",
        "ssh -F /dev/null -o BatchMode=yes -o ClearAllForwardings=yes -o IdentitiesOnly=yes"
            + " -o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null"
            + " -o UserKnownHostsFile="
            + settings.sshHosts()
            + " -o IdentityFile="
            + settings.sshKey().orElse("none"));
  }

  private static String read(Path output) throws IOException {
    try (InputStream in = Files.newInputStream(output)) {
      in.skipNBytes(Math.max(0, Files.size(output) - MOST_OUTPUT));
      return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
    }
  }
}
