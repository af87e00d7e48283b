package io.carob.linux;

import io.carob.api.ErrorCode;

/** The kernel's error numbers, with their names, their texts and the {@link ErrorCode} of each. */
public enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  ESRCH(3, "no such process"),
  EINTR(4, "interrupted"),
  EIO(5, "input/output error"),
  ENXIO(6, "no such device or address"),
  E2BIG(7, "argument list too long"),
  ENOEXEC(8, "not an executable format"),
  EBADF(9, "bad file descriptor"),
  ECHILD(10, "no child processes"),
  EAGAIN(11, "temporarily unavailable"),
  ENOMEM(12, "cannot allocate memory"),
  EACCES(13, "permission denied"),
  EFAULT(14, "bad address"),
  ENOTBLK(15, "block device required"),
  EBUSY(16, "device or resource busy"),
  EEXIST(17, "file exists"),
  EXDEV(18, "across file systems or mounts"),
  ENODEV(19, "no such device or file system type"),
  ENOTDIR(20, "not a directory"),
  EISDIR(21, "is a directory"),
  EINVAL(22, "invalid argument"),
  ENFILE(23, "too many open files on the node"),
  EMFILE(24, "too many open files in this process"),
  ENOTTY(25, "not supported by this file"),
  ETXTBSY(26, "program file is being run"),
  EFBIG(27, "file too large"),
  ENOSPC(28, "no space left on device"),
  ESPIPE(29, "illegal seek"),
  EROFS(30, "read-only file system"),
  EMLINK(31, "too many links"),
  EPIPE(32, "broken pipe"),
  ERANGE(34, "result too large"),
  ENAMETOOLONG(36, "file name too long"),
  ENOSYS(38, "not implemented by this kernel"),
  ENOTEMPTY(39, "directory not empty"),
  ELOOP(40, "too many or forbidden symbolic links"),
  ENODATA(61, "no such attribute"),
  EOVERFLOW(75, "value too large"),
  EUSERS(87, "too many users or nested namespaces"),
  ENOTSOCK(88, "not a socket"),
  EMSGSIZE(90, "message too long"),
  EPROTOTYPE(91, "wrong socket type"),
  EOPNOTSUPP(95, "operation not supported"),
  EADDRINUSE(98, "address in use"),
  ECONNRESET(104, "connection reset"),
  ENOTCONN(107, "not connected"),
  ETIMEDOUT(110, "timed out"),
  ECONNREFUSED(111, "connection refused"),
  ESTALE(116, "stale file handle"),
  EUCLEAN(117, "file system is corrupt"),
  EDQUOT(122, "disk quota exceeded");

  private static final Errno[] BY_NUMBER = byNumber();

  private final int number;
  private final String text;

  Errno(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }

  /** A few words for people. */
  public String text() {
    return text;
  }

  /** Name and text of an error number, also of one that is not listed here. */
  public static String describe(int number) {
    Errno known = number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    return known == null ? "error " + number : known.name() + " (" + known.text + ")";
  }

  /**
   * The error code that stands for an error number: the only such mapping in Carob. Numbers that
   * are not listed give {@code INTERNAL}.
   */
  public static ErrorCode code(int number) {
    Errno known = number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    if (known == null) {
      return ErrorCode.INTERNAL;
    }
    return switch (known) {
      case ENOENT, ESRCH, ENODATA -> ErrorCode.NOT_FOUND;
      case EEXIST -> ErrorCode.ALREADY_EXISTS;
      case EPERM, EACCES -> ErrorCode.PERMISSION_DENIED;
      case ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM, EFBIG, EMLINK, EUSERS ->
          ErrorCode.RESOURCE_EXHAUSTED;
      case EINVAL, ENAMETOOLONG, ELOOP, E2BIG -> ErrorCode.INVALID_ARGUMENT;
      case ENOSYS, EOPNOTSUPP, ENODEV, ENOTTY, ENOEXEC -> ErrorCode.UNSUPPORTED;
      case EBUSY, ENOTEMPTY, ENOTDIR, EISDIR, EXDEV, EROFS, ETXTBSY ->
          ErrorCode.FAILED_PRECONDITION;
      case EIO, EUCLEAN -> ErrorCode.DATA_LOSS;
      case EAGAIN, ECONNREFUSED, ECONNRESET, EPIPE, ENOTCONN, ETIMEDOUT -> ErrorCode.UNAVAILABLE;
      default -> ErrorCode.INTERNAL;
    };
  }

  private static Errno[] byNumber() {
    Errno[] all = new Errno[EDQUOT.number + 1];
    for (Errno errno : values()) {
      all[errno.number] = errno;
    }
    return all;
  }
}
