package io.carob.volume.emptydir;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.fs.FileStat;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A folder of limited size: an ext4 file system in a sparse file, mounted through a loop device
 * that the kernel frees with the mount. Files deleted inside give their space back to the node.
 *
 * <p>The image appears under its name only complete. It is mounted by mount(8), which takes care of
 * finding a free loop device.
 */
final class DiskImage {

  private static final String IMAGE = "disk.img";
  private static final String MOUNT_POINT = "disk";
  private static final int FSCK_GAVE_UP = 4;

  private final Path place;
  private final Path image;
  private final Path mountPoint;

  DiskImage(Path place) {
    this.place = place;
    this.image = place.resolve(IMAGE);
    this.mountPoint = place.resolve(MOUNT_POINT);
  }

  /** Whether the image has been made. */
  boolean exists() {
    return Files.exists(image);
  }

  /** Bytes that it takes on the node's disk now. */
  long allocated() {
    return FileStat.of(image).allocated();
  }

  /** Where the file system is mounted. */
  Path mountPoint() {
    return mountPoint;
  }

  /** Makes the image unless it is there, and mounts it unless it is mounted. */
  void mount(long limit) throws IOException {
    if (!exists()) {
      removeHalfMade();
      make(ImagePlan.forLimit(limit));
    }
    Folders.make(mountPoint, "rwx------");
    if (!Mounts.isMountPoint(mountPoint)) {
      check();
      attach();
    }
  }

  private void make(ImagePlan plan) throws IOException {
    Path halfMade = place.resolve(IMAGE + "." + UUID.randomUUID());
    Files.createFile(
        halfMade,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    List<String> arguments = new ArrayList<>(plan.mkfsArguments());
    arguments.add(halfMade.toString());
    try (RandomAccessFile file = new RandomAccessFile(halfMade.toFile(), "rw")) {
      file.setLength(plan.imageBytes());
      Command.Result result = Command.run("e2fsprogs", "mkfs.ext4", arguments);
      if (result.status() != 0) {
        throw failure(ErrorCode.INTERNAL, "making", result, "");
      }
      file.getFD().sync();
    }
    Files.move(halfMade, image, StandardCopyOption.ATOMIC_MOVE);
  }

  /** After a crash of the machine: what was being written then is put in order. */
  private void check() {
    Command.Result result = Command.run("e2fsprogs", "e2fsck", List.of("-p", image.toString()));
    if (result.status() >= FSCK_GAVE_UP) {
      throw failure(
          ErrorCode.INTERNAL, "checking", result, ". Delete the pod, or repair the image");
    }
  }

  private void attach() {
    Command.Result result =
        Command.run(
            "mount",
            "mount",
            List.of(
                "-t",
                "ext4",
                "-o",
                "loop,nodev,discard,noinit_itable",
                image.toString(),
                mountPoint.toString()));
    // A mount(8) that outlived a killed service may have been faster.
    if (result.status() != 0 && !Mounts.isMountPoint(mountPoint)) {
      throw failure(
          ErrorCode.FAILED_PRECONDITION,
          "mounting",
          result,
          ". See that the kernel has loop devices and ext4, or leave sizeLimit out");
    }
  }

  private void removeHalfMade() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(place, IMAGE + ".*")) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private CarobException failure(
      ErrorCode code, String operation, Command.Result result, String wayOut) {
    boolean full = result.output().contains("No space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : code,
        "%s the emptyDir image %s failed with status %d: %s%s"
            .formatted(operation, image, result.status(), result.output(), wayOut));
  }
}
