package io.carob.engine.pod;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders below the run directory in which drivers check themselves. */
public final class Scratch {

  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  private final Path folder;

  /**
   * Clears what an earlier process left there.
   *
   * @param run the run directory
   */
  public Scratch(Path run) {
    folder = run.resolve("checks");
    try {
      Trees.delete(folder);
    } catch (CarobException e) {
      LOG.warn("what self-checks of drivers left behind stays: {}", e.getMessage());
    }
  }

  /**
   * Runs something in an empty folder, which goes afterwards.
   *
   * @throws CarobException what it raised; {@code INTERNAL} when it left something that cannot be
   *     deleted, such as a mount
   */
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
    } catch (RuntimeException | Error e) {
      clear(scratch).ifPresent(e::addSuppressed);
      throw e;
    }
    clear(scratch)
        .ifPresent(
            e -> {
              throw new CarobException(
                  ErrorCode.INTERNAL, "it left something behind: " + e.getMessage(), e);
            });
  }

  private static Optional<CarobException> clear(Path scratch) {
    try {
      Trees.delete(scratch);
      return Optional.empty();
    } catch (CarobException e) {
      return Optional.of(e);
    }
  }
}
