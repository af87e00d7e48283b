package io.carob.engine.sharing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code /proc} says of one process; empty when it just ended. */
final class ProcFiles {

  private static final List<String> KINDS = List.of("net", "ipc", "uts", "pid");

  private ProcFiles() {}

  static List<String> mountInfo(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo"));
    } catch (IOException e) {
      return List.of();
    }
  }

  static Map<String, String> namespaces(long pid) {
    Map<String, String> out = new TreeMap<>();
    for (String kind : KINDS) {
      try {
        out.put(kind, Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString());
      } catch (IOException e) {
        return out; // it just ended
      }
    }
    return out;
  }

  static String command(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (IOException e) {
      return "";
    }
  }
}
