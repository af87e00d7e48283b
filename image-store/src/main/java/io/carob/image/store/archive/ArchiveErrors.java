package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;

/** What can be wrong with an archive. */
final class ArchiveErrors {

  private ArchiveErrors() {}

  static CarobException corrupt(String what, String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS, "image: " + what + " is corrupt: " + why + "; get the image again");
  }

  static CarobException corrupt(String what, String why, Throwable cause) {
    return new CarobException(
        ErrorCode.DATA_LOSS,
        "image: " + what + " is corrupt: " + why + "; get the image again",
        cause);
  }

  static CarobException missing(String what) {
    return new CarobException(
        ErrorCode.DATA_LOSS,
        "import: the archive is not complete: " + what + " is missing; get the image again");
  }

  static CarobException unknown(String source, String why) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "import: "
            + source
            + " is no image archive: "
            + why
            + "; expected an OCI image layout (a folder or a tar of it, with index.json) or a"
            + " docker-archive (a tar with manifest.json). The tar of a root file system that is not"
            + " told by its first entries needs --rootfs and a name");
  }
}
