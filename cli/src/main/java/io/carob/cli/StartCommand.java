package io.carob.cli;

import java.io.File;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    description = "Starts the service in the background and waits until it is ready.",
    footer = {"", "Example:", "  carob start"})
final class StartCommand extends ClientCommand {
  private static final String REASON = "carob: ";

  private static final int RETRY_MILLIS = 50;
  private static final int MOST_BYTES = 64 << 10;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "How long to wait (default: ${DEFAULT-VALUE}).")
  private int timeoutSeconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path run = places.run(terminal().env()).toAbsolutePath();
    Path socket = run.resolve("carob.sock");
    if (ready(socket)) {
      terminal().out().println("The service runs already, on " + socket);
      return 0;
    }
    requireRoot();
    Path log = log(run);
    long before = Files.size(log);
    List<String> command = new ArrayList<>();
    command.add("setsid");
    command.add(Home.file("bin/carob").toString());
    command.add("serve");
    command.addAll(places.arguments());
    Process service =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true)
            .start();
    await(service, socket, log, before);
    terminal().out().println("The service is ready, on " + socket);
    return 0;
  }

  /** Waits for the socket and a ready service behind it, or for the end of the process. */
  private void await(Process service, Path socket, Path log, long before)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeoutSeconds * 1_000_000_000L;
    while (!ready(socket)) {
      if (!service.isAlive()) {
        throw new CliException(CliException.FAILED, whyEnded(log, before));
      }
      if (System.nanoTime() > deadline) {
        throw new CliException(
            CliException.NO_SERVICE,
            "the service is not ready after " + timeoutSeconds + " s:\n" + end(log));
      }
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private boolean ready(Path socket) throws IOException {
    try (Http http =
        Http.send(socket, root().millis(), "GET", "/v1/status?output=name", Root.NO_BODY)) {
      return http.status() == 200 && Root.text(http).strip().equals("ready");
    } catch (CliException e) {
      // No socket yet, or a stale one.
      return false;
    }
  }

  private static void requireRoot() throws IOException {
    if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      throw new CliException(
          CliException.FAILED,
          "the service needs root: mounts, namespaces and cgroups are made by root. Run it as root"
              + " (sudo carob start), or by the systemd unit");
    }
  }

  private static Path log(Path run) {
    Path log = run.resolve("carob.log");
    try {
      Files.createDirectories(
          run, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      if (!Files.exists(log)) {
        Files.createFile(
            log,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return log;
    } catch (IOException e) {
      throw new CliException(
          CliException.FAILED,
          "cannot make the log " + log + " (" + e + "). Choose another folder with --run",
          e);
    }
  }

  /**
   * The launcher's reasons, a line each, if the log ends with them; else the end of the log.
   *
   * @param before how many bytes the log had before
   */
  private static String whyEnded(Path log, long before) throws IOException {
    List<String> lines = lastLines(log, before);
    int first = lines.size();
    while (first > 0 && lines.get(first - 1).startsWith(REASON)) {
      first--;
    }
    List<String> reasons =
        lines.subList(first, lines.size()).stream().map(l -> l.substring(REASON.length())).toList();
    return !reasons.isEmpty()
        ? "the service ended at once: " + String.join("\n", reasons)
        : "the service ended at once:\n" + end(log) + "(from " + log + ")";
  }

  private static String end(Path log) throws IOException {
    List<String> lines = lastLines(log, 0);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size())) + "\n";
  }

  /** What was written after a place of the log, the last of it when that is much. */
  private static List<String> lastLines(Path log, long after) throws IOException {
    try (SeekableByteChannel in = Files.newByteChannel(log)) {
      long from = Math.max(Math.min(after, in.size()), in.size() - MOST_BYTES);
      in.position(from);
      // Whatever bytes are in a log must not keep the service from being started.
      byte[] bytes = Channels.newInputStream(in).readNBytes(MOST_BYTES);
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
