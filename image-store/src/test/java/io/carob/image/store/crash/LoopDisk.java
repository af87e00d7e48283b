package io.carob.image.store.crash;

import io.carob.image.store.kit.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small ext4 on a file, which can become full, read-only, or fail. */
final class LoopDisk implements AutoCloseable {

  private final Path folder;
  private final Path medium;
  private final Path disk;

  /**
   * Makes and mounts it. Its file is sparse, on a tmpfs: while that is full, the disk fails to
   * write with the kernel's own errors.
   */
  LoopDisk(Path folder, int megabytes) throws IOException {
    this(folder, megabytes, 256);
  }

  /** The same with inodes of other than the usual size. */
  LoopDisk(Path folder, int megabytes, int inodeBytes) throws IOException {
    this.folder = folder;
    this.medium = Files.createDirectory(folder.resolve("medium"));
    this.disk = Files.createDirectory(folder.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=" + 2 * megabytes + "m", "medium", medium.toString());
    try {
      run("truncate", "-s", megabytes + "M", image());
      run("mkfs.ext4", "-q", "-F", "-m", "0", "-I", Integer.toString(inodeBytes), image());
      mount();
    } catch (RuntimeException | Error e) {
      run("umount", medium.toString());
      throw e;
    }
  }

  Path root() {
    return disk;
  }

  void mount() {
    run("mount", "-o", "loop", image(), disk.toString());
  }

  void unmount() {
    run("umount", disk.toString());
  }

  /** As ext4 does when it finds itself damaged: read-only at once, whoever has files open. */
  void abort() {
    run("mount", "-o", "remount,abort", disk.toString());
  }

  /** Checks it, and mounts it anew. */
  void checkAndMount() throws Exception {
    unmount();
    check();
    mount();
  }

  void readOnly(boolean on) {
    run("mount", "-o", "remount," + (on ? "ro" : "rw"), disk.toString());
  }

  /** Takes all that is left, so that nothing can be written any more. */
  static void fill(Path folder) {
    try (OutputStream out = Files.newOutputStream(folder.resolve("filler"))) {
      byte[] block = new byte[64 << 10];
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // it is full now
    }
  }

  static void free(Path folder) throws IOException {
    Files.delete(folder.resolve("filler"));
  }

  /** From now on what the disk has not written yet cannot be written. */
  void breakIt() {
    fill(medium);
  }

  /** The medium is well again, and the file system is checked and mounted anew. */
  void replaceIt() throws Exception {
    unmount();
    free(medium);
    check();
    mount();
  }

  /**
   * What would be on the disk if the power failed now: a copy of it, mounted beside it. What the
   * kernel has not written yet is not there.
   */
  Path cut() {
    Path copy = folder.resolve("cut.img");
    run("cp", "--sparse=always", image(), copy.toString());
    Path cut = folder.resolve("cut");
    run("mkdir", "-p", cut.toString());
    run("mount", "-o", "loop", copy.toString(), cut.toString());
    return cut;
  }

  void endCut() {
    run("umount", folder.resolve("cut").toString());
  }

  private void check() throws Exception {
    Process check =
        new ProcessBuilder("e2fsck", "-f", "-y", image())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("e2fsck").toFile())
            .start();
    check.waitFor(1, TimeUnit.MINUTES);
  }

  private String image() {
    return medium.resolve("disk.img").toString();
  }

  private void run(String... words) {
    Command.run(folder, words);
  }

  @Override
  public void close() {
    try {
      unmount();
    } finally {
      run("umount", medium.toString());
    }
  }
}
