package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileType;
import io.carob.sandbox.oci.Device;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device nodes below {@code /dev}, for privileged containers. */
final class HostDevices {

  private static final Logger LOG = LoggerFactory.getLogger(HostDevices.class);

  /** Folders and nodes that each container has of its own. */
  private static final Set<String> OWN =
      Set.of("pts", "shm", "fd", "mqueue", "console", "ptmx", ".lxc", ".lxd-mounts", ".udev");

  private HostDevices() {}

  static List<Device> list() {
    List<Device> devices = new ArrayList<>();
    collect(Path.of("/dev"), devices);
    return devices;
  }

  private static void collect(Path folder, List<Device> devices) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!OWN.contains(String.valueOf(entry.getFileName()))) {
          add(entry, devices);
        }
      }
    } catch (IOException | CarobException vanished) {
      LOG.debug("devices in {} come and go", folder, vanished);
    }
  }

  private static void add(Path node, List<Device> devices) {
    FileStat stat = FileStat.of(node);
    FileType type = stat.type();
    if (type == FileType.DIRECTORY) {
      collect(node, devices);
    } else if (type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE) {
      devices.add(
          new Device(
              node.toString(),
              type == FileType.BLOCK_DEVICE ? "b" : "c",
              stat.major(),
              stat.minor(),
              stat.permissions(),
              stat.uid(),
              stat.gid()));
    }
  }
}
