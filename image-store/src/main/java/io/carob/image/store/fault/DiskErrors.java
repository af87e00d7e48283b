package io.carob.image.store.fault;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** What a failing disk is called: full, read-only, or broken, with the way out. Pure. */
public final class DiskErrors {

  /** What to do about a disk that has become read-only. */
  public static final String READ_ONLY =
      "the disk is mounted read-only; the kernel's log (dmesg) says why: check the file system, and"
          + " mount it again with `mount -o remount,rw`";

  /** What to do about a disk that fails. */
  public static final String BROKEN =
      "the disk reports an input/output error; look at the kernel's log (dmesg), and run `carob"
          + " fsck` when the disk is well again";

  private DiskErrors() {}

  /**
   * Names a failure.
   *
   * @param doing the operation and its subject
   */
  public static CarobException of(String doing, IOException e) {
    String reason = reason(e);
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      return new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          doing + ": the disk is full; free some space and try again",
          e);
    }
    if (reason.contains("Read-only file system")) {
      return new CarobException(ErrorCode.FAILED_PRECONDITION, doing + ": " + READ_ONLY, e);
    }
    if (reason.contains("Input/output error")) {
      return new CarobException(ErrorCode.DATA_LOSS, doing + ": " + BROKEN, e);
    }
    return new CarobException(ErrorCode.INTERNAL, doing + ": " + reason, e);
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(e.getMessage());
  }
}
