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
  private final String name;
  private final List<Result> rows = new ArrayList<>();

  /** Rows that are kept in a folder, in files of that name. */
  public Results(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Adds a row. */
  public void add(Result result) {
    rows.add(result);
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(name + ".json"), JsonReport.of(rows) + "\n");
      Files.writeString(folder.resolve(name + ".svg"), SvgReport.of(rows));
      Files.writeString(folder.resolve(name + ".txt"), TextReport.of(rows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All so far. */
  public List<Result> rows() {
    return List.copyOf(rows);
  }
}
