package io.carob.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    description = {
      "Collects what somebody who looks into a trouble asks for, in one archive (tar.gz): versions,",
      "health, checks, drivers, bundles, events, space, pods, configuration, threads, the log.",
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

  @Override
  public Integer call() throws IOException {
    try (Http http = root().send("GET", new Target("support"), Root.NO_BODY, 0)) {
      if (http.status() >= 300) {
        throw root().failure(http);
      }
      if ("-".equals(file)) {
        http.copyBody(terminal().out());
        terminal().out().flush();
        return 0;
      }
      Path target = Path.of(file == null ? name() : file);
      write(http, target);
      terminal().out().println(target);
      return 0;
    }
  }

  private static String name() {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    return "carob-support-" + time.format(LocalDateTime.now(ZoneId.systemDefault())) + ".tar.gz";
  }

  private static void write(Http http, Path target) throws IOException {
    try {
      Files.createFile(
          target,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          CliException.FAILED, target + " is there already; name another file", e);
    }
    boolean whole = false;
    try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
      http.copyBody(out);
      whole = true;
    } finally {
      if (!whole) {
        Files.deleteIfExists(target);
      }
    }
  }
}
