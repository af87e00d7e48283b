package io.carob.example.git;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.List;
import java.util.Locale;

/** What a failure of git is for those who wait for the volume. */
final class GitFailure {

  private static final int LONGEST = 300;

  private static final List<String> FULL = List.of("no space left on device", "quota exceeded");
  private static final List<String> LARGE = List.of("died of signal 25", "file too large");
  private static final int KILLED_FOR_SIZE = 128 + 25;
  private static final List<String> REFUSED =
      List.of(
          "authentication failed",
          "could not read username",
          "could not read password",
          "terminal prompts disabled",
          "permission denied",
          "host key verification failed",
          "dubious ownership",
          "returned error: 401",
          "returned error: 403");
  private static final List<String> ABSENT =
      List.of("couldn't find remote ref", "not our ref", "unadvertised object");

  private GitFailure() {}

  /** Whether there is no such revision, by that name alone. */
  static boolean isAbsentRevision(Git.Result result) {
    return has(result, ABSENT);
  }

  /** Whether it was ended because a file had become as large as one may. */
  static boolean isTooLarge(Git.Result result) {
    return result.status() == KILLED_FOR_SIZE || (!result.succeeded() && has(result, LARGE));
  }

  /** More than a volume may have. */
  static CarobException tooLarge(Source source) {
    return new CarobException(
        ErrorCode.RESOURCE_EXHAUSTED,
        "fetching "
            + source
            + ": it is more than a volume may have. Ask for a smaller depth, a branch or a tag, or"
            + " raise most.bytes in conf/io.carob.example.git.cfg");
  }

  /** A failure to get something from elsewhere: the pod waits, and it is tried again. */
  static CarobException fetching(Source source, Git.Result result) {
    String what = "fetching " + source + ": ";
    if (result.isLate()) {
      return new CarobException(
          ErrorCode.UNAVAILABLE,
          what
              + "it did not end in time. Ask for a smaller depth, or raise timeout.seconds in"
              + " conf/io.carob.example.git.cfg");
    }
    if (isTooLarge(result)) {
      return tooLarge(source);
    }
    if (has(result, REFUSED)) {
      return new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          what
              + line(result)
              + ". See credentials.file, ssh.key.file and ssh.hosts.file in"
              + " conf/io.carob.example.git.cfg");
    }
    CarobException own = local(what, result);
    return own.code() != ErrorCode.INTERNAL
        ? own
        : new CarobException(
            ErrorCode.NOT_FOUND, what + line(result) + ". It is tried again; see the URL and the"
                + " revision");
  }

  /** A failure of what happens on this node alone. */
  static CarobException local(String what, Git.Result result) {
    if (has(result, FULL)) {
      return new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED, what + line(result) + ". Make room on the node's disk");
    }
    if (result.status() == 127) {
      return new CarobException(
          ErrorCode.FAILED_PRECONDITION, what + line(result) + ". Install the package git");
    }
    if (result.isLate()) {
      return new CarobException(ErrorCode.UNAVAILABLE, what + "it did not end in time");
    }
    return new CarobException(ErrorCode.INTERNAL, what + line(result));
  }

  private static boolean has(Git.Result result, List<String> words) {
    String output = result.output().toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(output::contains);
  }

  /** The line that says most, without what may be a password. */
  static String line(Git.Result result) {
    String best = "git ended with status " + result.status();
    for (String line : result.output().lines().toList()) {
      if (line.startsWith("fatal:") || line.startsWith("error:") || line.endsWith("not found")) {
        best = line;
      }
    }
    String clean = best.replaceAll("://[^/@\\s]*@", "://").replaceAll("\\p{Cntrl}", " ").strip();
    return clean.substring(0, Math.min(LONGEST, clean.length()));
  }
}
