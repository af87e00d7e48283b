package io.carob.example.btrfs;

import io.carob.linux.fs.Subvolume;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A btrfs in a file, for one test. Needs the package btrfs-progs. */
final class LoopBtrfs {

  private static final long SIZE = 1L << 30;

  private LoopBtrfs() {}

  /** A folder on btrfs: the given one, where it is that already, as in the process of a test. */
  static Path in(Path data) {
    return Subvolume.isPossibleIn(data) ? data : make(data);
  }

  private static Path make(Path data) {
    Path image = data.resolve("btrfs.img");
    Path folder = data.resolve("btrfs");
    try {
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(SIZE);
      }
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    run("mkfs.btrfs", "-q", image.toString());
    run("mount", "-t", "btrfs", "-o", "loop", image.toString(), folder.toString());
    return folder;
  }

  /** Unmounts what {@link #in} mounted. */
  static void unmount(Path data) {
    Mounts.unmountAll(data, true);
  }

  /** Runs a program of the host, which must succeed. */
  static void run(String... line) {
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      if (process.waitFor() != 0) {
        throw new IllegalStateException(List.of(line) + " failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
