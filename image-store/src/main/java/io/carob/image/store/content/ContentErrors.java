package io.carob.image.store.content;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The one place where a failure of the disk becomes a {@link CarobException}. */
final class ContentErrors {

  private ContentErrors() {}

  static CarobException of(String operation, Path path, IOException e) {
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("No space left") || reason.contains("quota exceeded")) {
      return new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          operation + " " + path + ": the disk is full; free some space and try again",
          e);
    }
    if (e instanceof NoSuchFileException) {
      return new CarobException(
          ErrorCode.NOT_FOUND, operation + " " + path + ": it does not exist", e);
    }
    return new CarobException(ErrorCode.INTERNAL, operation + " " + path + ": " + reason, e);
  }

  static CarobException corrupt(Digest expected, String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS,
        "blob " + expected + " is corrupt: " + why + "; fetch or export the image again");
  }
}
