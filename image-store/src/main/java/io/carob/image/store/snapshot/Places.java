package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.DiskErrors;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.SnapshotRow;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Where snapshots lie: {@code <root>/snapshots/<driver>/<number>}. */
final class Places {

  private static final Pattern DRIVER = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

  private final Path snapshots;
  private final Faults faults;

  Places(Path root) {
    this(root, Faults.NONE);
  }

  Places(Path root, Faults faults) {
    this.faults = faults;
    this.snapshots = root.resolve("snapshots");
    makeFolder(snapshots);
  }

  /** The folder of all drivers. */
  Path folder() {
    return snapshots;
  }

  Path of(SnapshotRow row) {
    return of(row.id().driver(), row.place());
  }

  Path of(String driver, long place) {
    return snapshots.resolve(driver).resolve(Long.toString(place));
  }

  /** Makes an empty place. */
  Path make(String driver, long place) {
    Path path = of(driver, place);
    try {
      faults.call("place.mkdir");
    } catch (IOException e) {
      throw failed("making", path, e);
    }
    makeFolder(path);
    return path;
  }

  /** A driver's name becomes part of paths: only its own grammar is let through. */
  static void checkDriver(String driver) {
    if (!DRIVER.matcher(driver).matches()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "snapshotter \""
              + driver
              + "\" is not a driver's name: 1 to 63 lower-case letters, digits and hyphens");
    }
  }

  /** All places on the disk, by driver. Other names are not places, and are left alone. */
  Map<String, Set<Long>> scan() {
    Map<String, Set<Long>> found = new TreeMap<>();
    try (DirectoryStream<Path> drivers = Files.newDirectoryStream(snapshots)) {
      for (Path driver : drivers) {
        String name = driver.getFileName().toString();
        if (DRIVER.matcher(name).matches() && isFolder(driver)) {
          found.put(name, scan(driver));
        }
      }
    } catch (IOException e) {
      throw failed("reading", snapshots, e);
    }
    return found;
  }

  private static Set<Long> scan(Path driver) throws IOException {
    Set<Long> numbers = new TreeSet<>();
    try (DirectoryStream<Path> places = Files.newDirectoryStream(driver)) {
      for (Path place : places) {
        String name = place.getFileName().toString();
        if (NUMBER.matcher(name).matches() && isFolder(place)) {
          numbers.add(Long.valueOf(name));
        }
      }
    }
    return numbers;
  }

  static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  static void makeFolder(Path path) {
    try {
      Files.createDirectories(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION, path + " is in the way: it is not a folder", e);
    } catch (IOException e) {
      throw failed("making", path, e);
    }
  }

  static CarobException failed(String operation, Path path, IOException e) {
    return DiskErrors.of(operation + " " + path, e);
  }
}
