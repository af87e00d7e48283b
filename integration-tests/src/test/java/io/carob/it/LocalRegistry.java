package io.carob.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real docker-registry on a free port of 127.0.0.1.
 *
 * @param host its host and port
 */
record LocalRegistry(Process process, String host) implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:\\d+)");

  /** Starts it on an empty folder, and waits until it listens. */
  static LocalRegistry start(Path folder) throws IOException {
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        "version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: \""
            + folder.resolve("data")
            + "\"\nhttp:\n  addr: 127.0.0.1:0\n");
    Process process =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        drain(log);
        return new LocalRegistry(process, listening.group(1));
      }
    }
    throw new AssertionError("docker-registry did not start");
  }

  private static void drain(BufferedReader log) {
    Thread thread =
        new Thread(
            () -> {
              try {
                log.transferTo(Writer.nullWriter());
              } catch (IOException e) {
                // it has ended
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
