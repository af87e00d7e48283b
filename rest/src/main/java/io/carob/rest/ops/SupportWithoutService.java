package io.carob.rest.ops;

import io.carob.api.node.SupportSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ServiceLoader;

/**
 * {@code carob support} when no service answers: what files tell, blanked by the same code. A
 * process of its own, with the jars of the distribution on its class path.
 */
public final class SupportWithoutService {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private SupportWithoutService() {}

  /**
   * Writes the archive.
   *
   * @param args the file, which is there already, so that its maker has chosen who may read it
   */
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: SupportWithoutService FILE");
      System.exit(2);
    }
    try (OutputStream out =
        Files.newOutputStream(
            Path.of(args[0]), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      write(out, ServiceLoader.load(SupportSource.class), Instant.now());
    } catch (IOException e) {
      System.err.println("carob: the archive cannot be written: " + e);
      System.exit(1);
    }
  }

  static void write(OutputStream out, Iterable<SupportSource> sources, Instant now)
      throws IOException {
    // Which settings of strangers are secrets, only a service knows.
    try (SupportArchive archive =
        new SupportArchive(out, now, (pid, key) -> !pid.startsWith("io.carob."), LIMIT)) {
      for (SupportSource source : sources) {
        archive.files(source);
      }
    }
  }
}
