package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes folders. */
public final class Folders {

  private Folders() {}

  /** Makes a folder that only root may look into; one that is there becomes so. */
  public static void makePrivate(Path folder) {
    make(folder);
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "folder " + folder + " cannot be closed", e);
    }
  }

  /** Makes a folder and those above it. */
  public static void make(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "folder " + folder + " cannot be made", e);
    }
  }
}
