package io.carob.image.store.content;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.DiskErrors;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The one place where a failure of the disk becomes a {@link CarobException}. */
final class ContentErrors {

  private ContentErrors() {}

  static CarobException of(String operation, Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new CarobException(
          ErrorCode.NOT_FOUND, operation + " " + path + ": it does not exist", e);
    }
    return DiskErrors.of(operation + " " + path, e);
  }

  static CarobException corrupt(Digest expected, String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS,
        "blob " + expected + " is corrupt: " + why + "; fetch or export the image again");
  }
}
