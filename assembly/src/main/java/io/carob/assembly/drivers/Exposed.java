package io.carob.assembly.drivers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Folders that decide which code runs as root, and into which somebody else may write: whoever may
 * do that is root.
 */
final class Exposed {

  private static final int BY_GROUP = 0020;
  private static final int BY_ALL = 0002;

  private Exposed() {}

  /** What is wrong with those that are there, in words. */
  static List<String> troubles(List<Path> folders) {
    List<String> troubles = new ArrayList<>();
    for (Path folder : folders) {
      try {
        if (Files.exists(folder)) {
          String who = writer(folder);
          if (!who.isEmpty()) {
            troubles.add(
                folder + " may be written by " + who + ", who can run anything as root by that");
          }
        }
      } catch (IOException e) {
        troubles.add(folder + " cannot be looked at: " + e);
      }
    }
    return troubles;
  }

  private static String writer(Path folder) throws IOException {
    int mode = number(folder, "unix:mode");
    if ((mode & BY_ALL) != 0) {
      return "everybody";
    }
    int uid = number(folder, "unix:uid");
    if (uid != 0 && uid != number(Path.of("/proc/self"), "unix:uid")) {
      return "user " + uid;
    }
    int gid = number(folder, "unix:gid");
    return (mode & BY_GROUP) != 0 && gid != 0 ? "group " + gid : "";
  }

  private static int number(Path file, String attribute) throws IOException {
    return (Integer) Files.getAttribute(file, attribute);
  }
}
