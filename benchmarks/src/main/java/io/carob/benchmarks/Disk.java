package io.carob.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An ext4 file system in a file, on a loop device with direct I/O. Every measured run gets it
 * freshly made, so that nobody pays for what an earlier run left.
 */
final class Disk {

  private final Shell shell;
  private final Path file;
  private final Path mountPoint;
  private final String device;
  private boolean mounted;

  private Disk(Shell shell, Path file, Path mountPoint, String device) {
    this.shell = shell;
    this.file = file;
    this.mountPoint = mountPoint;
    this.device = device;
  }

  static Disk make(Shell shell, Path folder, String size, CleanUp cleanUp) {
    Path file = folder.resolve("disk.img");
    Path mountPoint = folder.resolve("disk");
    shell.run("fallocate", "-l", size, file.toString());
    cleanUp.add(() -> shell.run("rm", "-f", file.toString()));
    String device = shell.answer("losetup", "--find", "--show", "--direct-io=on", file.toString());
    cleanUp.add(() -> shell.run("losetup", "-d", device));
    try {
      Files.createDirectories(mountPoint);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Disk disk = new Disk(shell, file, mountPoint, device);
    cleanUp.add(disk::unmount);
    return disk;
  }

  /** An empty file system; nobody may use the old one any more. */
  Path fresh() {
    unmount();
    shell.run(
        "mkfs.ext4",
        "-q",
        "-F",
        "-N",
        "1000000",
        "-m",
        "0",
        "-E",
        "nodiscard,lazy_itable_init=0,lazy_journal_init=0",
        device);
    shell.run("mount", "-t", "ext4", device, mountPoint.toString());
    mounted = true;
    settle();
    return mountPoint;
  }

  /** Writes out what waits, so that one run does not pay for the one before. */
  void settle() {
    shell.run("sync", "-f", mountPoint.toString());
  }

  /** Bytes in use. */
  long used() {
    try {
      FileStore store = Files.getFileStore(mountPoint);
      return store.getTotalSpace() - store.getUnallocatedSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return mountPoint;
  }

  private void unmount() {
    if (mounted) {
      shell.run("umount", mountPoint.toString());
      mounted = false;
    }
  }

  @Override
  public String toString() {
    return "ext4 on " + device + " over " + file;
  }
}
