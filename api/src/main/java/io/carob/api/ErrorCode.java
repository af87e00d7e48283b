package io.carob.api;

/**
 * Why an operation failed, as a stable code. The codes are API: tests and callers branch on them,
 * never on message text. They map one to one to gRPC status codes and to HTTP status codes.
 */
public enum ErrorCode {
  /** The request itself is wrong, whatever the state of the node. Repeating it cannot help. */
  INVALID_ARGUMENT(400),
  /** The thing named does not exist. */
  NOT_FOUND(404),
  /** The name is taken by something else. */
  ALREADY_EXISTS(409),
  /** The node is not in the state that the operation needs; something else must change first. */
  FAILED_PRECONDITION(412),
  /** The caller may not do this, or Carob itself lacks the privilege. */
  PERMISSION_DENIED(403),
  /** A limit was met: disk space, inodes, a quota, a configured bound. */
  RESOURCE_EXHAUSTED(429),
  /** The host or the driver cannot do this at all. */
  UNSUPPORTED(501),
  /** A needed part is absent for now (a driver being swapped); trying again later may help. */
  UNAVAILABLE(503),
  /** Bytes are not what they must be: a digest mismatch, a truncated archive, a corrupt record. */
  DATA_LOSS(422),
  /** A defect in Carob, or a host failure with no better code. */
  INTERNAL(500);

  private final int httpStatus;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** {@return the HTTP status that stands for this code in the HTTP API} */
  public int httpStatus() {
    return httpStatus;
  }
}
