package io.carob.linux.mount;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a program of the host to its end. */
final class HostProgram {

  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin"));
  private static final int MOST_OUTPUT = 4096;

  private HostProgram() {}

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param output the beginning of what it printed
   */
  record Result(int status, String output) {}

  /**
   * Runs a program.
   *
   * @param origin the Debian package it comes from, for the message when it is not there
   * @throws CarobException {@code FAILED_PRECONDITION} when there is no such program
   */
  static Result run(String origin, String program, List<String> arguments) {
    List<String> line = new ArrayList<>(List.of(require(origin, program)));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectInput(Path.of("/dev/null").toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C"));
    try {
      Process process = builder.start();
      try (var stream = process.getInputStream()) {
        byte[] output = stream.readNBytes(MOST_OUTPUT);
        stream.transferTo(OutputStream.nullOutputStream());
        return new Result(process.waitFor(), new String(output, StandardCharsets.UTF_8).strip());
      }
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "running " + line + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CarobException(ErrorCode.UNAVAILABLE, "interrupted while running " + line, e);
    }
  }

  /** The program, where this host has it. */
  static Optional<Path> find(String program) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String require(String origin, String program) {
    return find(program)
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.FAILED_PRECONDITION,
                    "a size limit on disk needs the program %s; install the package %s, or leave the limit out"
                        .formatted(program, origin)))
        .toString();
  }
}
