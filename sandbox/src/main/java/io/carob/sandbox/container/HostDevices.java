package io.carob.sandbox.container;

import io.carob.sandbox.oci.Device;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The device nodes below {@code /dev}, for privileged containers. */
final class HostDevices {

  /** Folders and nodes that each container has of its own. */
  private static final Set<String> OWN =
      Set.of("pts", "shm", "fd", "mqueue", "console", "ptmx", ".lxc", ".lxd-mounts", ".udev");

  private static final int TYPE_MASK = 0170000;
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;
  private static final int PERMISSIONS = 07777;

  private HostDevices() {}

  static List<Device> list() {
    List<Device> devices = new ArrayList<>();
    collect(Path.of("/dev"), devices);
    return devices;
  }

  private static void collect(Path folder, List<Device> devices) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (OWN.contains(String.valueOf(entry.getFileName()))) {
          continue;
        }
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          collect(entry, devices);
        } else {
          add(entry, devices);
        }
      }
    } catch (IOException vanished) {
      return; // Devices come and go.
    }
  }

  private static void add(Path node, List<Device> devices) throws IOException {
    Map<String, Object> stat =
        Files.readAttributes(node, "unix:mode,rdev,uid,gid", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) stat.get("mode");
    int kind = mode & TYPE_MASK;
    if (kind == CHARACTER || kind == BLOCK) {
      long rdev = (Long) stat.get("rdev");
      devices.add(
          new Device(
              node.toString(),
              kind == BLOCK ? "b" : "c",
              major(rdev),
              minor(rdev),
              mode & PERMISSIONS,
              ((Integer) stat.get("uid")).longValue(),
              ((Integer) stat.get("gid")).longValue()));
    }
  }

  /** As {@code gnu_dev_major} of the C library. */
  static long major(long device) {
    return ((device >>> 8) & 0xfffL) | ((device >>> 32) & ~0xfffL);
  }

  /** As {@code gnu_dev_minor} of the C library. */
  static long minor(long device) {
    return (device & 0xffL) | ((device >>> 12) & ~0xffL);
  }
}
