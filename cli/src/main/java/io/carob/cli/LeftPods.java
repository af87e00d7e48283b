package io.carob.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Counts the pods that run without a service: those whose folder on the run directory is in use.
 */
final class LeftPods {

  private LeftPods() {}

  /**
   * How many sandboxes of a run directory still hold something on this host.
   *
   * @param run the run directory
   */
  static int count(Path run) throws IOException {
    Path sandboxes = run.toAbsolutePath().normalize().resolve("sandboxes");
    if (!Files.isDirectory(sandboxes)) {
      return 0;
    }
    String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
    int count = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(sandboxes)) {
      for (Path folder : folders) {
        // A running pod's namespaces are pinned by mounts below its folder.
        if (mounts.contains(" " + folder.toString().replace(" ", "\\040") + "/")) {
          count++;
        }
      }
    }
    return count;
  }
}
