package io.carob.image.store.tar;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;

/** What can be wrong with a stream. */
final class TarErrors {

  private TarErrors() {}

  static CarobException corrupt(String why) {
    return new CarobException(ErrorCode.DATA_LOSS, "the tar stream is corrupt: " + why);
  }

  static CarobException truncated(String where) {
    return new CarobException(ErrorCode.DATA_LOSS, "the tar stream ends early, in " + where);
  }

  static CarobException tooLarge(String what, long limit) {
    return new CarobException(
        ErrorCode.RESOURCE_EXHAUSTED,
        "the tar stream goes over a configured bound: " + what + " above " + limit);
  }
}
