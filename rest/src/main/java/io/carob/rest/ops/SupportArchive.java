package io.carob.rest.ops;

import io.carob.api.CarobException;
import io.carob.api.node.SupportSource;
import io.carob.rest.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The archive for those who look into a trouble: nothing gets in that was not blanked here. */
final class SupportArchive implements AutoCloseable {

  private static final String FOLDER = "carob-support/";

  private final TarGz archive;

  SupportArchive(OutputStream out, Instant time) throws IOException {
    archive = new TarGz(out, time);
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
      files = new TreeMap<>(source.files());
    } catch (RuntimeException | LinkageError e) {
      text(source.getClass().getName() + ".failed.txt", e::toString);
      return;
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      String name = file.getKey();
      boolean settings = name.endsWith(".cfg") || name.endsWith(".properties");
      String text = file.getValue();
      write(name, () -> settings ? Blank.properties(text) : Blank.text(text));
    }
  }

  /** What cannot be had must not keep the rest back. */
  private void write(String name, Supplier<String> text) throws IOException {
    String content;
    try {
      content = text.get();
    } catch (CarobException | IllegalStateException | IllegalArgumentException e) {
      content = "cannot be had: " + Blank.text(e.toString()) + "\n";
    }
    archive.add(FOLDER + name, content.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
