package io.carob.tck.volume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the kernel says is mounted below a folder. */
final class Mounts {

  private static final int MOUNT_POINT = 4;

  private Mounts() {}

  /** The mount points at or below a folder, in the order of the table. */
  static List<Path> below(Path folder) {
    try {
      List<Path> out = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
        Path point = Path.of(line.split(" ", -1)[MOUNT_POINT].replace("\\040", " "));
        if (point.startsWith(folder)) {
          out.add(point);
        }
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unmounts what a plugin left, the newest first, so that one failure spoils no other test. */
  static void removeBelow(Path folder) throws IOException, InterruptedException {
    List<Path> left = below(folder);
    Collections.reverse(left);
    for (Path point : left) {
      new ProcessBuilder("umount", "-l", point.toString()).inheritIO().start().waitFor();
    }
  }
}
