package io.carob.image.store.crash;

import io.carob.image.store.kit.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A small ext4 on a file, which can become full, read-only, or fail. */
final class LoopDisk implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path folder;
  private final Path medium;
  private final Path disk;
  private boolean cut;

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
      unmountInTime(medium.toString());
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
    unmountInTime(disk.toString());
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
    Path at = folder.resolve("cut");
    run("mkdir", "-p", at.toString());
    run("mount", "-o", "loop", copy.toString(), at.toString());
    cut = true;
    return at;
  }

  void endCut() {
    unmountInTime(folder.resolve("cut").toString());
    cut = false;
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

  /** Whoever copied the table of mounts a moment ago still holds it, until he looks at his own. */
  private void unmountInTime(String what) {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        run("umount", what);
        return;
      } catch (AssertionError e) {
        if (Instant.now().isAfter(end)) {
          throw e;
        }
        LockSupport.parkNanos(20_000_000); // what other processes hold is polled
      }
    }
  }

  private void run(String... words) {
    Command.run(folder, words);
  }

  @Override
  public void close() {
    try {
      if (cut) { // a test has failed
        endCut();
      }
      unmount();
    } finally {
      unmountInTime(medium.toString());
    }
  }
}
