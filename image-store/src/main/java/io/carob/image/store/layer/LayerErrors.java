package io.carob.image.store.layer;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;

/** What a layer can do wrong. */
final class LayerErrors {

  private LayerErrors() {}

  /** An entry that no honest layer holds. */
  static CarobException refused(String entry, String why) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "layer entry \"" + RawName.toText(entry) + "\" is refused: " + why);
  }

  static CarobException refused(String entry, CarobException cause) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "layer entry \"" + RawName.toText(entry) + "\" is refused: " + cause.getMessage(),
        cause);
  }

  static CarobException over(String what, long limit) {
    return new CarobException(
        ErrorCode.RESOURCE_EXHAUSTED,
        "the layer goes over a configured bound: " + what + " above " + limit);
  }

  static CarobException corrupt(String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS, "the layer is corrupt: " + why + "; import the image again");
  }
}
