package io.carob.linux.mount;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A folder of limited size: an ext4 file system in a sparse file, mounted through a loop device
 * that the kernel frees with the last mount. Who writes beyond the limit gets {@code ENOSPC}. Files
 * deleted inside give their space back to the host.
 *
 * <p>The image appears under its name only complete and on the disk. It is mounted by mount(8),
 * which finds a free loop device, or the one that holds the image already. All methods may be
 * repeated after a crash at any point. One thread at a time works on one image.
 */
public final class LimitedFileSystem {

  /** The programs that this needs, each with the Debian package that it comes from. */
  public static final Map<String, String> PROGRAMS =
      Map.of("mkfs.ext4", "e2fsprogs", "e2fsck", "e2fsprogs", "mount", "mount");

  /** Limits below this count as this: no smaller ext4 is of use. */
  public static final long SMALLEST_LIMIT = LimitPlan.SMALLEST_LIMIT;

  private static final Path BLOCK_DEVICES = Path.of("/sys/block");
  private static final int FSCK_GAVE_UP = 4;

  private final Path image;
  private final Path mountPoint;
  private final String options;

  /**
   * Names one; nothing is looked at yet.
   *
   * @param image the file that is or will be the image; its folder is there
   * @param mountPoint where it is or will be mounted
   * @param options further mount options, such as {@code nodev}
   */
  public LimitedFileSystem(Path image, Path mountPoint, List<String> options) {
    this.image = image;
    this.mountPoint = mountPoint;
    List<String> all = new ArrayList<>(List.of("loop", "discard", "noinit_itable"));
    all.addAll(options);
    this.options = String.join(",", all);
  }

  /** Whether this host has a program of {@link #PROGRAMS}, or any other. */
  public static boolean hasProgram(String program) {
    return HostProgram.find(program).isPresent();
  }

  /** Whether the image has been made. */
  public boolean exists() {
    return Files.exists(image, LinkOption.NOFOLLOW_LINKS);
  }

  /** Bytes that the image takes on the host's disk now. */
  public long allocated() {
    return FileStat.of(image).allocated();
  }

  /** Where the file system is mounted. */
  public Path mountPoint() {
    return mountPoint;
  }

  /**
   * Makes the image unless it is there, for as many bytes as the limit and little more. What an
   * interrupted call left of it is deleted.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when a program is missing, {@code
   *     RESOURCE_EXHAUSTED} when the host's disk is full, {@code INTERNAL}
   */
  public void make(long limit) {
    if (exists()) {
      return;
    }
    try {
      removeHalfMade();
      make(LimitPlan.forLimit(limit));
    } catch (IOException e) {
      throw failure("making", e);
    }
  }

  private void make(LimitPlan plan) throws IOException {
    Path halfMade = image.resolveSibling(image.getFileName() + "." + UUID.randomUUID());
    Files.createFile(
        halfMade,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    boolean made = false;
    try {
      fill(halfMade, plan);
      Files.move(halfMade, image, StandardCopyOption.ATOMIC_MOVE);
      made = true;
    } finally {
      if (!made) {
        Files.deleteIfExists(halfMade);
      }
    }
    FileTree.sync(Objects.requireNonNull(image.getParent()));
  }

  private void fill(Path halfMade, LimitPlan plan) throws IOException {
    List<String> arguments = new ArrayList<>(plan.mkfsArguments());
    arguments.add(halfMade.toString());
    try (RandomAccessFile file = new RandomAccessFile(halfMade.toFile(), "rw")) {
      file.setLength(plan.imageBytes());
      HostProgram.Result result = HostProgram.run("e2fsprogs", "mkfs.ext4", arguments);
      if (result.status() != 0) {
        throw failure(ErrorCode.INTERNAL, "making", result, "");
      }
      file.getFD().sync();
    }
  }

  private void removeHalfMade() throws IOException {
    String name = image.getFileName().toString();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            Objects.requireNonNull(image.getParent()),
            file -> file.getFileName().toString().startsWith(name + "."))) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  /**
   * Mounts the image unless it is mounted. After a crash of the machine, what was being written
   * then is put in order first.
   *
   * @throws CarobException {@code INTERNAL} when the image is damaged or gone; {@code
   *     FAILED_PRECONDITION} when a program is missing or the kernel cannot mount it
   */
  public void mount() {
    if (Mounts.isMountPoint(mountPoint)) {
      return;
    }
    if (!exists()) {
      throw new CarobException(
          ErrorCode.INTERNAL, "the image " + image + " of " + mountPoint + " is gone");
    }
    if (!isAttached()) { // else it is alive, shown by a mount that we do not see
      check();
    }
    attach();
  }

  /** Deletes the empty folder that every new ext4 has, so that the root is empty. */
  public void clearNew() {
    try {
      Files.delete(mountPoint.resolve("lost+found"));
    } catch (NoSuchFileException | DirectoryNotEmptyException e) {
      return;
    } catch (IOException e) {
      throw failure("clearing", e);
    }
  }

  /**
   * Unmounts it; does nothing when it is not mounted.
   *
   * @param lazy detach at once; the loop device goes with the last user
   * @throws CarobException {@code FAILED_PRECONDITION} when it is in use and {@code lazy} is not
   *     set
   */
  public void unmount(boolean lazy) {
    Mounts.unmountAll(mountPoint, lazy);
  }

  private void check() {
    HostProgram.Result result =
        HostProgram.run("e2fsprogs", "e2fsck", List.of("-p", image.toString()));
    if (result.status() >= FSCK_GAVE_UP) {
      throw failure(
          ErrorCode.INTERNAL, "checking", result, ". Repair it with e2fsck, or delete its user");
    }
  }

  private void attach() {
    HostProgram.Result result =
        HostProgram.run(
            "mount",
            "mount",
            List.of("-t", "ext4", "-o", options, image.toString(), mountPoint.toString()));
    // A mount(8) that outlived a killed service may have been faster.
    if (result.status() != 0 && !Mounts.isMountPoint(mountPoint)) {
      throw failure(
          ErrorCode.FAILED_PRECONDITION,
          "mounting",
          result,
          ". See that the kernel has loop devices and ext4, or leave the limit out");
    }
  }

  /** Whether a loop device holds the image, be it mounted where we see it or not. */
  private boolean isAttached() {
    String path = RawName.ofPath(image.toAbsolutePath().normalize());
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK_DEVICES, "loop*")) {
      for (Path device : devices) {
        if (backingFile(device).filter(path::equals).isPresent()) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw failure("looking for the loop device of", e);
    }
  }

  private static Optional<String> backingFile(Path device) throws IOException {
    try {
      byte[] line = Files.readAllBytes(device.resolve("loop/backing_file"));
      return Optional.of(RawName.ofBytes(line).strip());
    } catch (FileSystemException e) {
      return Optional.empty(); // it holds no file, or not any more
    }
  }

  private CarobException failure(String operation, IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
        operation + " the image " + image + " failed: " + e + (full ? ". Free some space" : ""),
        e);
  }

  private CarobException failure(
      ErrorCode code, String operation, HostProgram.Result result, String wayOut) {
    boolean full = result.output().contains("No space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : code,
        "%s the image %s failed with status %d: %s%s"
            .formatted(operation, image, result.status(), result.output(), wayOut));
  }
}
