package io.carob.snapshotter.nativecopy;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.nio.file.Path;

/** Keeps to the error codes that the contract lists for prepare and beginLayer. */
final class Codes {

  private Codes() {}

  static void ofPrepare(Path place, Runnable work) {
    try {
      work.run();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.RESOURCE_EXHAUSTED || e.code() == ErrorCode.UNSUPPORTED) {
        throw e;
      }
      throw new CarobException(
          ErrorCode.INTERNAL,
          "native-copy cannot prepare "
              + place
              + ": "
              + e.getMessage()
              + "; check the disk and that the parents are there",
          e);
    }
  }
}
