package io.carob.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows so far, kept on the disk after each: an interrupted run has not measured for nothing.
 */
public final class Results {

  private final Path folder;
  private final List<Result> rows = new ArrayList<>();

  Results(Path folder) {
    this.folder = folder;
  }

  void add(Result result) {
    rows.add(result);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("storage.json"), JsonReport.of(rows) + "\n");
      Files.writeString(folder.resolve("storage.svg"), SvgReport.of(rows));
      Files.writeString(folder.resolve("storage.txt"), TextReport.of(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Result> rows() {
    return List.copyOf(rows);
  }
}
