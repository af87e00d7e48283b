package io.carob.example.timed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file {@code times.json} of a sandbox: it is there whole or not at all. */
record TimesFile(Path directory) {

  /**
   * What was written last; nothing when there is no such file.
   *
   * @throws CarobException {@code DATA_LOSS} when it is not what this driver writes; {@code
   *     INTERNAL}
   */
  Times read() {
    try {
      return Times.ofJson(Files.readString(file()))
          .orElseThrow(
              () ->
                  new CarobException(
                      ErrorCode.DATA_LOSS,
                      "reading " + file() + ": somebody else has changed it. Bring it back, or stop"
                          + " the pod's processes by hand and delete its folder"));
    } catch (NoSuchFileException e) {
      return Times.NONE;
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "reading " + file() + ": " + reason(e), e);
    }
  }

  /**
   * Replaces what was written.
   *
   * @throws CarobException {@code INTERNAL}; what was there is still there
   */
  void write(Times times) {
    Path next = directory.resolve("times.json.new");
    try {
      Files.writeString(next, times.toJson());
      Files.move(
          next, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      CarobException failure =
          new CarobException(ErrorCode.INTERNAL, "writing " + file() + ": " + reason(e), e);
      delete(next, failure);
      throw failure;
    }
  }

  /** Deletes it; absent is fine. */
  void delete() {
    try {
      Files.deleteIfExists(file());
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "deleting " + file() + ": " + reason(e), e);
    }
  }

  private static void delete(Path half, CarobException failure) {
    try {
      Files.deleteIfExists(half);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.toString();
  }

  private Path file() {
    return directory.resolve("times.json");
  }
}
