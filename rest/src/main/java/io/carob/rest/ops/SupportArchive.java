package io.carob.rest.ops;

import io.carob.api.node.SupportSource;
import io.carob.rest.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/** The archive for those who look into a trouble: nothing gets in that was not blanked here. */
final class SupportArchive implements AutoCloseable {

  private static final String FOLDER = "carob-support/";
  private static final String SETTINGS = ".cfg";

  private final TarGz archive;
  private final BiPredicate<String, String> secret;
  private final Duration limit;

  /**
   * An archive.
   *
   * @param secret whether a setting is a secret, or unknown, by the PID and key
   * @param limit how long each part may take
   */
  SupportArchive(OutputStream out, Instant time, BiPredicate<String, String> secret, Duration limit)
      throws IOException {
    this.archive = new TarGz(out, time);
    this.secret = secret;
    this.limit = limit;
  }

  /** Adds a value as JSON. */
  void put(String name, Supplier<?> value) throws IOException {
    write(name, () -> Json.pretty(Blank.tree(Json.tree(value.get()))));
  }

  /** Adds a text. */
  void text(String name, Supplier<String> text) throws IOException {
    write(name, () -> Blank.text(text.get()));
  }

  /** Adds the files of a source; of one that throws, the reason. */
  void files(SupportSource source) throws IOException {
    Map<String, String> files;
    try {
      files = new TreeMap<>(within(source::files));
    } catch (CannotBeHadException e) {
      text(source.getClass().getName() + ".failed.txt", e::reason);
      return;
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      write(file.getKey(), () -> blanked(file.getKey(), file.getValue()));
    }
  }

  private String blanked(String name, String text) {
    if (name.endsWith(SETTINGS)) {
      String id = name.substring(name.lastIndexOf('/') + 1, name.length() - SETTINGS.length());
      String pid = id.replaceFirst("~.*", "");
      return Blank.properties(text, key -> secret.test(pid, key));
    }
    if (name.endsWith(".properties")) {
      return Blank.properties(text, key -> false);
    }
    return name.endsWith(".xml") ? Blank.xml(text) : Blank.text(text);
  }

  /** What cannot be had must not keep the rest back. */
  private void write(String name, Supplier<String> text) throws IOException {
    String content;
    try {
      content = within(text);
    } catch (CannotBeHadException e) {
      content = "cannot be had: " + Blank.text(e.reason()) + "\n";
    }
    archive.add(FOLDER + name, content.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Asks on a thread of its own: what is asked may be the very trouble, a driver that blocks or a
   * bundle that is half gone.
   */
  private <T> T within(Supplier<T> supplier) throws CannotBeHadException {
    FutureTask<T> task = new FutureTask<>(supplier::get);
    Thread thread = new Thread(task, "carob-support");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new CannotBeHadException(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new CannotBeHadException("there was no answer within " + limit.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotBeHadException("it was not waited for");
    }
  }

  private static final class CannotBeHadException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    CannotBeHadException(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
