package io.carob.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Collects what somebody who looks into a trouble asks for, in one archive (tar.gz).",
      "It has versions, health, checks, drivers, bundles, events, space, pods, configuration,",
      "threads, the log.",
      "Without a service, or when it is silent for longer than --request-timeout, what files tell:",
      "the log, the configuration, mounts, versions ($CAROB_ROOT, $CAROB_CONF and $CAROB_DRIVERS",
      "name other places).",
      "Environments, ConfigMaps, annotations and whatever looks like a secret are blanked. Look"
          + " through it all the same before you give it away."
    },
    footer = {"", "Example:", "  carob support trouble.tar.gz"})
final class SupportCommand extends ClientCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where to write; carob-support-TIME.tar.gz when left out, - for the output.")
  private @Nullable String file;

  @Option(names = "--files", description = "Ask no service: only what files tell.")
  private boolean files;

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean out = "-".equals(file);
    Path target = out ? temporary() : make(Path.of(file == null ? name() : file));
    boolean whole = false;
    try {
      collect(target);
      if (out) {
        Files.copy(target, terminal().out());
        terminal().out().flush();
      } else {
        terminal().out().println(target);
      }
      whole = true;
      return 0;
    } finally {
      if (out || !whole) {
        Files.deleteIfExists(target);
      }
    }
  }

  private void collect(Path target) throws IOException, InterruptedException {
    if (files) {
      alone(target);
      return;
    }
    try (Http http = root().send("GET", new Target("support"), Root.NO_BODY, root().millis())) {
      if (http.status() >= 300) {
        throw root().failure(http);
      }
      http.wire().within(root().millis()); // each file of the archive is sent when it is known
      try (OutputStream to = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
        http.copyBody(to);
      }
    } catch (CliException e) {
      if (e.exitCode() != CliException.NO_SERVICE) {
        throw e;
      }
      terminal().err().println(e.getMessage() + "\nThe archive has what files tell.");
      alone(target);
    }
  }

  /** By a process with the service's jars, for the code that blanks is there. */
  private void alone(Path target) throws IOException, InterruptedException {
    ProcessBuilder process =
        new ProcessBuilder(
            Home.java(),
            "-XX:+UseSerialGC",
            "-Dcarob.home=" + System.getProperty("carob.home", ""),
            "-cp",
            Home.file("lib/service")
                + "/*:"
                + Home.file("bundles/1-platform")
                + "/*:"
                + Home.file("bundles/4-edge")
                + "/*",
            "io.carob.rest.ops.SupportWithoutService",
            target.toString());
    Path run = root().socket().toAbsolutePath().getParent();
    if (run != null) {
      process.environment().put("CAROB_RUN", run.toString());
    }
    Process collector = process.redirectErrorStream(true).start();
    String said = new String(collector.getInputStream().readAllBytes(), Http.TEXT);
    if (collector.waitFor() != 0) {
      throw new CliException(
          CliException.FAILED, "the archive could not be written:\n" + said.strip());
    }
  }

  private static Path temporary() throws IOException {
    return Files.createTempFile("carob-support-", ".tar.gz");
  }

  private static String name() {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    return "carob-support-" + time.format(LocalDateTime.now(ZoneId.systemDefault())) + ".tar.gz";
  }

  /** Nobody else may read it, from its first byte on. */
  private static Path make(Path target) throws IOException {
    try {
      return Files.createFile(
          target,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          CliException.FAILED, target + " is there already; name another file", e);
    } catch (NoSuchFileException e) {
      throw new CliException(
          CliException.FAILED, target + " cannot be made: its folder is not there", e);
    }
  }
}
