package io.carob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of a process. */
final class Proc {

  private Proc() {}

  /** The identity of a namespace, such as {@code net:[4026531840]}. */
  static String namespace(long pid, String kind) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean alive(long pid) {
    return Files.exists(Path.of("/proc/" + pid + "/exe")) && !stat(pid).contains(") Z ");
  }

  static String command(long pid) {
    return read(pid, "cmdline").replace('\0', ' ').strip();
  }

  static String status(long pid, String field) {
    return read(pid, "status")
        .lines()
        .filter(l -> l.startsWith(field + ":"))
        .map(l -> l.substring(field.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  static List<String> mountinfo(long pid) {
    return read(pid, "mountinfo").lines().toList();
  }

  /** A file inside a container's root. */
  static Path root(long pid, String path) {
    return Path.of("/proc/" + pid + "/root" + path);
  }

  private static String stat(long pid) {
    return Files.exists(Path.of("/proc/" + pid + "/stat")) ? read(pid, "stat") : "";
  }

  private static String read(long pid, String file) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
