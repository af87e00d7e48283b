package io.carob.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether pods can be run by this program on this host at all. */
final class HostRights {

  private static final int CAP_SYS_ADMIN = 21;

  private HostRights() {}

  /**
   * Asks for Linux and for root.
   *
   * @throws CarobException {@code UNSUPPORTED} elsewhere, {@code PERMISSION_DENIED} otherwise
   */
  static void require() {
    requireLinux(System.getProperty("os.name", ""));
    try {
      requireRoot(Files.readAllLines(Path.of("/proc/self/status")));
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "starting a node in this program: /proc cannot be read: " + e + ". Mount it",
          e);
    }
  }

  static void requireLinux(String system) {
    if (!system.equals("Linux")) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "starting a node in this program: pods need the Linux kernel, and this is "
              + system
              + ". Run the program in a Linux virtual machine or on a Linux host");
    }
  }

  static void requireRoot(List<String> status) {
    boolean root = field(status, "Uid:").split("\\s+", -1)[1].equals("0"); // the effective one
    long capabilities = Long.parseUnsignedLong(field(status, "CapEff:"), 16);
    if (!root || (capabilities & 1L << CAP_SYS_ADMIN) == 0) {
      throw new CarobException(
          ErrorCode.PERMISSION_DENIED,
          "starting a node in this program: mounts, namespaces and cgroups are made by root, "
              + (root
                  ? "with CAP_SYS_ADMIN, which this process does not have. Give it that, as by"
                      + " --privileged for a container"
                  : "and this process is another user's. Run it as root"));
    }
  }

  private static String field(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow(
            () -> new CarobException(ErrorCode.INTERNAL, "/proc/self/status has no " + name));
  }
}
