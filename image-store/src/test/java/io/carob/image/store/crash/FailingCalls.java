package io.carob.image.store.crash;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.Faults;
import java.io.IOException;
import java.util.Set;

/** One kind of call fails, as the kernel would let it fail, until the fault is over. */
final class FailingCalls implements Faults {

  /** Here SQLite calls the kernel; the failure is what the record makes of that. */
  static final String RECORD = "meta.commit";

  enum Failure {
    EIO("Input/output error", ErrorCode.DATA_LOSS, "dmesg"),
    ENOSPC("No space left on device", ErrorCode.RESOURCE_EXHAUSTED, "free some space");

    final String text;
    final ErrorCode code;
    final String wayOut;

    Failure(String text, ErrorCode code, String wayOut) {
      this.text = text;
      this.code = code;
      this.wayOut = wayOut;
    }
  }

  private final String point;
  private final Failure error;
  private boolean armed;
  private int failures;

  FailingCalls(String point, Failure error) {
    this.point = point;
    this.error = error;
  }

  synchronized void arm(boolean on) {
    armed = on;
  }

  /** How many calls have failed. */
  synchronized int failures() {
    return failures;
  }

  @Override
  public void at(String at) {
    if (at.equals(RECORD) && fails(at)) {
      throw new CarobException(error.code, "recording failed: " + error.text + "; " + error.wayOut);
    }
  }

  @Override
  public void call(String at) throws IOException {
    if (fails(at)) {
      throw new IOException(error.text);
    }
  }

  private synchronized boolean fails(String at) {
    boolean fails = armed && at.equals(point);
    failures += fails ? 1 : 0;
    return fails;
  }

  /** The points at which the kernel is called. */
  static final Set<String> CALLS =
      Set.of(
          "blob.write",
          "blob.fsync",
          "blob.rename",
          "blob.folder.fsync",
          "blob.delete",
          "commit.seal",
          "limit.make",
          "limit.mount",
          "part.write",
          "part.fsync",
          "place.mkdir",
          "record.sync",
          "sync",
          "trash.rename",
          "trash.delete",
          RECORD);
}
