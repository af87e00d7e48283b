package io.carob.image.store.meta;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
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
    return new CarobException(
        ErrorCode.INTERNAL, operation + " in " + file + " failed: " + e.getMessage(), e);
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
