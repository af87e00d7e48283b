package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerStatus;
import io.carob.api.sandbox.ContainerStatus.State;
import io.carob.api.sandbox.ExitStatus;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells from the disk and the process table how a container stands. */
final class ContainerLife {

  /** The exit code of a container whose conmon was killed, so that nobody saw the real one. */
  static final int UNKNOWN_CODE = 255;

  private static final Logger LOG = LoggerFactory.getLogger(ContainerLife.class);

  private ContainerLife() {}

  /** How it stands; empty when it was never made, or not to the end. */
  static Optional<ContainerStatus> status(ContainerFiles files) {
    return ContainerRecord.read(files)
        .filter(ContainerRecord::complete)
        .map(kept -> status(files, kept));
  }

  private static ContainerStatus status(ContainerFiles files, ContainerRecord kept) {
    Optional<ExitStatus> exit = exit(files, kept);
    State state = State.STOPPED;
    if (exit.isEmpty()) {
      boolean held = Files.exists(kept.runtime().startFifo(kept.id()));
      state = held ? State.CREATED : State.RUNNING;
    }
    return new ContainerStatus(
        kept.id(),
        state,
        exit.isEmpty() ? kept.process().orElseThrow().pid() : 0,
        files.rootfs(),
        kept.created(),
        kept.started(),
        exit);
  }

  /** How it ended; empty while its process lives, or conmon has still to write it down. */
  static Optional<ExitStatus> exit(ContainerFiles files, ContainerRecord kept) {
    Optional<ExitStatus> written = written(files);
    if (written.isPresent() || runs(kept)) {
      return written;
    }
    // It may have been written since we looked.
    return Optional.of(written(files).orElseGet(() -> lost(files, kept)));
  }

  private static boolean runs(ContainerRecord kept) {
    return kept.monitor().orElseThrow().alive() || kept.process().orElseThrow().alive();
  }

  private static Optional<ExitStatus> written(ContainerFiles files) {
    try {
      String text = Files.readString(files.exit()).strip();
      Instant finished = Files.getLastModifiedTime(files.exit()).toInstant();
      return Optional.of(
          new ExitStatus(Integer.parseInt(text), Files.exists(files.oom()), finished));
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw unreadable(files.exit(), e);
    }
  }

  private static ExitStatus lost(ContainerFiles files, ContainerRecord kept) {
    Path mark = files.exitLost();
    try {
      try {
        Files.createFile(mark);
        LOG.warn(
            "container {} has ended, but conmon was gone before: its exit code is unknown, {} is"
                + " reported",
            kept.id(),
            UNKNOWN_CODE);
      } catch (FileAlreadyExistsException known) {
        LOG.debug("exit code of container {} is known to be lost", kept.id());
      }
      Instant seen = Files.getLastModifiedTime(mark).toInstant();
      return new ExitStatus(UNKNOWN_CODE, Files.exists(files.oom()), seen);
    } catch (IOException e) {
      throw unreadable(mark, e);
    }
  }

  private static CarobException unreadable(Path file, Exception cause) {
    return new CarobException(ErrorCode.INTERNAL, "exit file " + file + " cannot be read", cause);
  }
}
