package io.carob.engine.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Folders below the run directory in which drivers check themselves. */
public final class Scratch {

  private final Path folder;

  /**
   * Clears what an earlier process left there.
   *
   * @param run the run directory
   */
  public Scratch(Path run) {
    folder = run.resolve("checks");
    Trees.delete(folder);
  }

  /** Runs something in an empty folder, which goes afterwards. */
  public void with(Consumer<Path> work) {
    Path scratch;
    try {
      Files.createDirectories(folder);
      scratch = Files.createTempDirectory(folder, "check-");
    } catch (IOException e) {
      throw PodFolder.error("making a folder in " + folder, e);
    }
    try {
      work.accept(scratch);
    } finally {
      Trees.delete(scratch);
    }
  }
}
