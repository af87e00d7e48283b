package io.carob.engine.manifest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;

/** Errors in manifests, always with the path of the field. */
public final class ManifestError {

  private ManifestError() {}

  /** The field at the path is wrong; the reason completes the sentence. */
  public static CarobException at(String path, String reason) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT, path.isEmpty() ? reason : path + ": " + reason);
  }

  /** The same error with the document before its message. */
  static CarobException in(String document, CarobException error) {
    return new CarobException(error.code(), document + ": " + error.getMessage(), error);
  }
}
