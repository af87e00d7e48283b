package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what an OCI runtime prints when it fails, and finds the error code that fits. */
final class RuntimeErrors {

  private static final Pattern LOG_LINE = Pattern.compile("msg=\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final int CANNOT_RUN = 126;
  private static final int NOT_THERE = 127;

  private RuntimeErrors() {}

  /** The failure of an operation on a container. */
  static CarobException failure(String operation, String id, List<String> args, String output) {
    String reason = reason(output);
    ErrorCode code = code(reason);
    String subject = operation + " of container " + id + " failed: ";
    if (isExec(reason) && code == ErrorCode.NOT_FOUND) {
      return new CarobException(
          code,
          subject
              + "the command '"
              + args.get(0)
              + "' is not in the image ("
              + reason
              + "); name one that is");
    }
    if (isExec(reason) && code == ErrorCode.PERMISSION_DENIED) {
      return new CarobException(
          code,
          subject
              + "the command '"
              + args.get(0)
              + "' cannot be executed ("
              + reason
              + "); make it an executable file that the user may run");
    }
    return new CarobException(code, subject + reason);
  }

  /** The exit code for a command that could not be run inside; empty text when it could. */
  static int execCode(int exit, String log) {
    if (exit == 0 || log.isBlank()) {
      return exit;
    }
    return switch (code(reason(log))) {
      case NOT_FOUND -> NOT_THERE;
      case PERMISSION_DENIED -> CANNOT_RUN;
      default -> exit;
    };
  }

  /** The last message of the runtime's log lines, or the text as it is. */
  static String reason(String output) {
    String reason = output.strip();
    Matcher matcher = LOG_LINE.matcher(output);
    while (matcher.find()) {
      reason = matcher.group(1).replace("\\\"", "\"").replace("\\n", " ").replace("\\\\", "\\");
    }
    return reason.isEmpty() ? "the runtime gave no reason" : reason;
  }

  private static boolean isExec(String reason) {
    String text = reason.toLowerCase(Locale.ROOT);
    return text.contains("exec: ") || text.contains("executable file") || text.contains("exec `");
  }

  private static ErrorCode code(String reason) {
    String text = reason.toLowerCase(Locale.ROOT);
    boolean missing = text.contains("no such file or directory") || text.contains("not found");
    if (isExec(text)) {
      if (missing) {
        return ErrorCode.NOT_FOUND;
      }
      if (text.contains("permission denied") || text.contains("is a directory")) {
        return ErrorCode.PERMISSION_DENIED;
      }
    }
    if (text.contains("mount")
        && (text.contains("inside /proc") || text.contains("not a directory"))) {
      return ErrorCode.INVALID_ARGUMENT;
    }
    if (text.contains("error mounting") && missing) {
      return ErrorCode.NOT_FOUND;
    }
    return ErrorCode.INTERNAL;
  }
}
