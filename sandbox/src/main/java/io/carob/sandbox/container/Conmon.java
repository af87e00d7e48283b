package io.carob.sandbox.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.sandbox.host.Command;
import io.carob.sandbox.host.Executables;
import io.carob.sandbox.host.HostProcess;
import io.carob.sandbox.host.JsonFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Starts conmon, which makes the container through the OCI runtime, holds its streams, writes its
 * log and its exit code, and outlives this JVM.
 */
final class Conmon {

  /**
   * conmon talks on descriptor 3, which the shell hands it. It answers from the background, after
   * its first process has ended, and a JVM closes the pipe of a child that has ended: so the shell
   * stays until the answer is there, and passes it on.
   */
  private static final String SCRIPT =
      "\"$0\" \"$@\" 3>&1 >/dev/null | { IFS= read -r answer; printf '%s\\n' \"$answer\"; }";

  private final String program;
  private final Duration patience;

  /**
   * Takes the program.
   *
   * @param patience how long the making of a container may take: what the image or a volume brings
   *     can hold the runtime up for ever, such as a FIFO in the place of {@code /etc/group}
   */
  Conmon(String program, Duration patience) {
    this.program = program;
    this.patience = patience;
  }

  Path program() {
    return Executables.require(program, "conmon");
  }

  /**
   * Makes the container.
   *
   * @return the processes of container and conmon, in this order
   */
  List<HostProcess> create(
      ContainerFiles files, RuntimeBinary runtime, Path logPath, List<String> args) {
    ProcessBuilder builder = new ProcessBuilder(command(files, runtime, logPath));
    Command.cleanEnvironment(builder);
    builder.environment().put("_OCI_SYNCPIPE", "3");
    builder.directory(files.directory().toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(files.conmonLog().toFile()));
    String id = files.id();
    CompletableFuture<Void> giveUp =
        new CompletableFuture<Void>()
            .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS);
    try {
      Process process = builder.start();
      CompletableFuture<Void> ended = giveUp.thenRun(() -> endMaking(process, files));
      try (BufferedReader reader = process.inputReader()) {
        String line = reader.readLine();
        process.waitFor();
        if (!giveUp.cancel(false)) {
          ended.join();
          throw tooLong(id);
        }
        if (line == null || line.isBlank()) {
          throw new CarobException(
              ErrorCode.INTERNAL, "creation of container " + id + " failed: " + said(files));
        }
        return processes(files, line, args);
      }
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "creation of container " + id + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "creation of container " + id + " was interrupted", e);
    } finally {
      giveUp.cancel(false);
    }
  }

  /** Ends conmon, the runtime and what that has begun; the pipe on which it is waited closes. */
  private static void endMaking(Process process, ContainerFiles files) {
    Optional<ProcessHandle> conmon =
        files.strayMonitor().flatMap(monitor -> ProcessHandle.of(monitor.pid()));
    List<ProcessHandle> makers = new ArrayList<>(process.descendants().toList());
    conmon.ifPresent(monitor -> makers.addAll(monitor.descendants().toList()));
    makers.forEach(ProcessHandle::destroyForcibly);
    conmon.ifPresent(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private CarobException tooLong(String id) {
    return new CarobException(
        ErrorCode.UNAVAILABLE,
        "creation of container "
            + id
            + " failed: the runtime did not end within "
            + patience.toSeconds()
            + " s; look at what the image and the volumes have in the place of /etc/passwd and"
            + " /etc/group");
  }

  private static List<HostProcess> processes(ContainerFiles files, String line, List<String> args)
      throws IOException {
    JsonNode answer = JsonFile.parse(line.getBytes(StandardCharsets.UTF_8));
    long pid = answer.path("pid").asLong(-1);
    if (pid <= 0) {
      throw RuntimeErrors.failure(
          "creation", files.id(), args, answer.path("message").asText(said(files)));
    }
    long conmon = Long.parseLong(Files.readString(files.conmonPid()).strip());
    return List.of(process(pid, files), process(conmon, files));
  }

  private static HostProcess process(long pid, ContainerFiles files) {
    return HostProcess.of(pid)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.INTERNAL,
                    "creation of container "
                        + files.id()
                        + " failed: its process "
                        + pid
                        + " has ended already"));
  }

  private static String said(ContainerFiles files) {
    try {
      String text = Files.readString(files.conmonLog()).strip();
      return text.isEmpty() ? "conmon gave no reason" : text;
    } catch (IOException e) {
      return "conmon gave no reason";
    }
  }

  private List<String> command(ContainerFiles files, RuntimeBinary runtime, Path logPath) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, program().toString()));
    command.addAll(List.of("-c", files.id(), "-u", files.id()));
    command.addAll(List.of("-r", runtime.program().toString()));
    command.addAll(List.of("--runtime-arg", "--root=" + runtime.root()));
    command.addAll(List.of("-b", files.directory().toString()));
    command.addAll(List.of("-p", files.pid().toString()));
    command.addAll(List.of("-P", files.conmonPid().toString()));
    command.addAll(List.of("--exit-dir", files.exitFolder().toString()));
    command.addAll(List.of("--socket-dir-path", files.sockets().toString()));
    command.addAll(List.of("-l", "k8s-file:" + logPath, "--no-sync-log"));
    return command;
  }
}
