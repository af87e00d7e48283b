package io.carob.volume.emptydir;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.Usage;
import io.carob.linux.mount.LimitedFileSystem;
import io.carob.linux.mount.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One emptyDir in its place:
 *
 * <pre>
 *   data/       the folder that containers see; a tmpfs for the medium Memory
 *   disk.img    with a limit on disk: the file system image,
 *   disk/       where it is mounted,
 *   disk/data/  and the folder that containers see
 * </pre>
 */
final class EmptyDirVolume {

  private static final String DATA = "data";
  private static final String IMAGE = "disk.img";
  private static final String DISK = "disk";
  private static final String OPEN_TO_ALL = "rwxrwxrwx";

  private final Path place;
  private final Path data;
  private final LimitedFileSystem image;

  EmptyDirVolume(Path place) {
    this.place = place;
    this.data = place.resolve(DATA);
    this.image = new LimitedFileSystem(place.resolve(IMAGE), place.resolve(DISK), List.of("nodev"));
  }

  /** Makes what is not there yet, and answers the folder for containers. */
  Path publish(EmptyDirFields fields) {
    try {
      if (fields.inMemory()) {
        return publishInMemory(fields);
      }
      return fields.limit().isPresent() && wantsImage(fields.limit().get())
          ? publishImage(fields.limit().get())
          : publishFolder();
    } catch (IOException e) {
      boolean full = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("no space");
      throw new CarobException(
          full ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
          "making the emptyDir volume in " + place + " failed: " + e,
          e);
    }
  }

  /** Removes the mounts. What is on disk goes with the place. */
  void unpublish() {
    try {
      Mounts.unmountAll(place.toRealPath(), false);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "looking at " + place + " failed: " + e, e);
    }
  }

  Usage usage() {
    if (image.exists()) {
      return new Usage(
          image.allocated(), FolderUsage.of(image.mountPoint().resolve(DATA)).inodes());
    }
    return FolderUsage.of(data);
  }

  private Path publishInMemory(EmptyDirFields fields) throws IOException {
    Folders.make(data, OPEN_TO_ALL);
    if (!Mounts.isMountPoint(data)) {
      List<String> options = new ArrayList<>(List.of("nodev", "mode=0777"));
      fields.limit().ifPresent(limit -> options.add("size=" + limit));
      Mounts.mount(new Mount("tmpfs", "tmpfs", options), data);
    }
    return data;
  }

  private Path publishImage(long limit) throws IOException {
    image.make(limit);
    Folders.make(image.mountPoint(), "rwx------");
    image.mount();
    Path inside = image.mountPoint().resolve(DATA);
    Folders.make(inside, OPEN_TO_ALL);
    return inside;
  }

  private Path publishFolder() throws IOException {
    Folders.make(data, OPEN_TO_ALL);
    return data;
  }

  /** A limit beyond the whole disk limits nothing. What was decided once stays. */
  private boolean wantsImage(long limit) throws IOException {
    if (image.exists() || Files.exists(data)) {
      return image.exists();
    }
    return limit < Files.getFileStore(place).getTotalSpace();
  }
}
