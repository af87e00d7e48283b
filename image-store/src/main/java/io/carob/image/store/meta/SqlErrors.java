package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.DiskErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import org.sqlite.SQLiteErrorCode;

/** Turns what SQLite reports into Carob's codes and words. */
final class SqlErrors {

  private SqlErrors() {}

  static CarobException of(Path file, String operation, SQLException e) {
    // The low byte is the primary result code; the rest is the extended one.
    int primary = e.getErrorCode() & 0xff;
    if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
      return new CarobException(
          ErrorCode.DATA_LOSS, corruptMessage(file, String.valueOf(e.getMessage())), e);
    }
    if (primary == SQLiteErrorCode.SQLITE_FULL.code
        || e.getErrorCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE.code) {
      return new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          operation + " in " + file + " failed: the disk is full; free some space and try again",
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_READONLY.code) {
      return new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          operation + " in " + file + ": " + DiskErrors.READ_ONLY,
          e);
    }
    if (primary == SQLiteErrorCode.SQLITE_IOERR.code) {
      return ofDisk(file, operation + " in " + file, e);
    }
    return new CarobException(
        ErrorCode.INTERNAL, operation + " in " + file + " failed: " + e.getMessage(), e);
  }

  /** SQLite does not tell which error of the kernel it met: touching the file does. */
  private static CarobException ofDisk(Path file, String doing, SQLException e) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException said) {
      CarobException known = DiskErrors.of(doing, said);
      known.addSuppressed(e);
      return known;
    }
    return new CarobException(ErrorCode.DATA_LOSS, doing + ": " + DiskErrors.BROKEN, e);
  }

  static String corruptMessage(Path file, String reason) {
    return "the record of images and snapshots, "
        + file
        + ", is damaged: "
        + reason
        + ". Restore it from a backup, or stop all pods, move it away together with its -wal and"
        + " -shm files, start again and import the images again; snapshots without a record are"
        + " deleted then";
  }
}
