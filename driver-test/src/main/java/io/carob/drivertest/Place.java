package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.linux.fs.FileTree;
import io.carob.linux.mount.LimitedFileSystem;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The private root: a folder that only the tests know, usually a file system of its own in a file.
 * That file has no name any more once it is mounted, so the end of this process frees it.
 */
final class Place implements AutoCloseable {

  private static final long ROOM = 4L << 30;
  private static final int TRIES = 20;

  private final Path folder;
  private final String words;

  private Place(Path folder, String words) {
    this.folder = folder;
    this.words = words;
  }

  /**
   * Makes it.
   *
   * @param fileSystem ext4, btrfs, or the path of a folder in which to make it
   * @param parent where it is made unless a folder is named
   */
  static Place make(String fileSystem, Path parent) throws IOException {
    boolean own = fileSystem.equals("ext4") || fileSystem.equals("btrfs");
    Path above = own ? parent : Path.of(fileSystem);
    if (!Files.isDirectory(above)) {
      throw new IOException(
          "there is no folder "
              + above
              + ". The place is ext4, btrfs, or the path of a folder in which it is made");
    }
    Path folder = Files.createTempDirectory(above.toRealPath(), "carob-driver-test-");
    Place place =
        new Place(
            folder.toRealPath(),
            own ? fileSystem + " in a file of its own" : "the folder " + fileSystem);
    try {
      if (fileSystem.equals("ext4")) {
        place.mountExt4();
      } else if (fileSystem.equals("btrfs")) {
        place.mountBtrfs();
      }
      Files.createDirectories(place.data());
      return place;
    } catch (CarobException | IOException e) {
      place.close();
      throw e;
    }
  }

  private void mountExt4() throws IOException {
    Path image = folder.resolve("image");
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    LimitedFileSystem ext4 = new LimitedFileSystem(image, mounted, List.of());
    ext4.make(ROOM);
    ext4.mount();
    Files.delete(image);
  }

  private void mountBtrfs() throws IOException {
    Path image = folder.resolve("image");
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(ROOM);
    }
    run("mkfs.btrfs", "--quiet", image.toString());
    run("mount", "-t", "btrfs", "-o", "loop", image.toString(), mounted.toString());
    Files.delete(image);
  }

  private static void run(String... command) throws IOException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Where the tests put all they make. */
  Path data() {
    Path mounted = folder.resolve("mounted");
    return (Files.isDirectory(mounted) ? mounted : folder).resolve("data");
  }

  /** What it lies on. */
  String words() {
    return words;
  }

  /** May be called again, and while a driver that hangs still works in it. */
  @Override
  public synchronized void close() {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    for (int n = 0; Files.exists(folder) && n < TRIES; n++) {
      try {
        Mounts.unmountAll(folder, true);
        FileTree.remove(folder);
      } catch (CarobException e) {
        if (n == TRIES - 1) {
          throw e;
        }
      }
    }
  }
}
