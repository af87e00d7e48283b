package io.carob.image.store.snapshot;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Usage;
import io.carob.api.snapshot.SnapshotCapability;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import io.carob.image.store.fault.DiskErrors;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.snapshot.Host.LimitedPlace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hard limits on what snapshots take. Where the driver can keep one by itself, it does. Otherwise a
 * place with a limit is a file system of its own, in a file {@code
 * <root>/snapshots/.limits/<place>.img}, mounted on the place before a driver sees it; so no driver
 * needs to know. Labels in the row say that there is a limit, and who keeps it. Mounts that are
 * lost, by a boot or by the end of the service, are made again when somebody needs the place.
 */
final class SizeLimits {

  /** Says of a snapshot with a limit that its driver keeps it, and there is no image. */
  static final String KEEPER_LABEL = "carob.io/size-limit-kept-by";

  /** Labels that only the core gives; they stay as long as the snapshot. */
  private static final List<String> FIXED =
      List.of(Snapshots.SIZE_LIMIT_LABEL, KEEPER_LABEL, Snapshots.DRIVER_FORMAT_LABEL);

  /** The folder of the images, among those of the drivers; none can have this name. */
  static final String FOLDER = ".limits";

  private static final Logger LOG = LoggerFactory.getLogger(SizeLimits.class);
  private static final String SUFFIX = ".img";

  private final Places places;
  private final Host host;
  private final Trash trash;
  private final Faults faults;
  private final PlaceLocks mounting;

  SizeLimits(Places places, Host host, Trash trash, PlaceLocks mounting, Faults faults) {
    this.mounting = mounting;
    this.faults = faults;
    this.places = places;
    this.host = host;
    this.trash = trash;
  }

  /** The image of a place. */
  static Path image(Places places, long place) {
    return places.folder().resolve(FOLDER).resolve(place + SUFFIX);
  }

  /**
   * The labels of a new snapshot with the limit that is wished. A limit beyond the whole disk
   * limits nothing, and is left out.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} for a limit that is too small, or in the labels
   */
  Map<String, String> labels(Map<String, String> labels, OptionalLong wished) {
    requireFree(labels);
    if (wished.isEmpty()) {
      return labels;
    }
    long bytes = wished.getAsLong();
    if (bytes < Snapshots.SMALLEST_LIMIT) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "a size limit of "
              + bytes
              + " bytes cannot be kept: it must be at least "
              + Snapshots.SMALLEST_LIMIT
              + " bytes (1 MiB)");
    }
    if (bytes >= diskSize()) {
      return labels;
    }
    Map<String, String> all = new HashMap<>(labels);
    all.put(Snapshots.SIZE_LIMIT_LABEL, Long.toString(bytes));
    return all;
  }

  /** These labels are the core's own. */
  static void requireFree(Map<String, String> labels) {
    FIXED.forEach(
        label -> {
          if (labels.containsKey(label)) {
            throw fixed(label);
          }
        });
  }

  /**
   * New labels for a snapshot that is there: its limit and the form of its place stay.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when they name another
   */
  static Map<String, String> kept(SnapshotRow row, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(labels);
    for (String label : FIXED) {
      String before = row.labels().get(label);
      String after = labels.get(label);
      if (after != null && !after.equals(before)) {
        throw fixed(label);
      }
      if (before != null) {
        all.put(label, before);
      }
    }
    return all;
  }

  private static CarobException fixed(String label) {
    return new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "the label "
            + label
            + " cannot be set or changed: a limit is given when the snapshot is prepared, and the"
            + " form on disk is the driver's");
  }

  private long diskSize() {
    try {
      return Files.getFileStore(places.folder()).getTotalSpace();
    } catch (IOException e) {
      throw Places.failed("looking at the disk of", places.folder(), e);
    }
  }

  private static OptionalLong limit(SnapshotRow row) {
    String bytes = row.labels().get(Snapshots.SIZE_LIMIT_LABEL);
    return bytes == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes));
  }

  /** Whether a place is a file system of its own. */
  static boolean isLimited(SnapshotRow row) {
    return row.labels().containsKey(Snapshots.SIZE_LIMIT_LABEL)
        && !row.labels().containsKey(KEEPER_LABEL);
  }

  /**
   * Limits a new, empty place, if its row asks for that: by its driver, or by a file system of its
   * own.
   *
   * @return the row, with the label that says which
   */
  SnapshotRow make(SnapshotDriver driver, SnapshotRow row) {
    OptionalLong bytes = limit(row);
    if (bytes.isEmpty()) {
      return row;
    }
    if (isKeptBy(driver, places.of(row), bytes.getAsLong())) {
      Map<String, String> all = new HashMap<>(row.labels());
      all.put(KEEPER_LABEL, row.id().driver());
      return row.withLabels(all, row.updated());
    }
    Places.makeFolder(places.folder().resolve(FOLDER));
    call("limit.make", row);
    limited(row).make(bytes.getAsLong());
    mount(row);
    limited(row).clearNew();
    return row;
  }

  /** Drivers that declare it may still find that this host or file system does not let them. */
  private static boolean isKeptBy(SnapshotDriver driver, Path place, long bytes) {
    if (!driver.capabilities().contains(SnapshotCapability.QUOTA)) {
      return false;
    }
    try {
      driver.limit(place, bytes);
      return true;
    } catch (CarobException e) {
      if (e.code() == ErrorCode.UNSUPPORTED) {
        LOG.debug("the limit of {} is kept by a file system of its own", place, e);
        return false;
      }
      throw e;
    }
  }

  /** Sees to it that what a row's place holds is there to be seen. */
  void show(SnapshotRow row) {
    if (isLimited(row)) {
      // One thread at a time: a parent is shown by all who stand on it.
      boolean unused =
          mounting.with(
              row.place(),
              () -> {
                mount(row);
                return true;
              });
    }
  }

  private void mount(SnapshotRow row) {
    call("limit.mount", row);
    limited(row).mount();
  }

  private void call(String point, SnapshotRow row) {
    try {
      faults.call(point);
    } catch (IOException e) {
      throw DiskErrors.of("making the place of snapshot " + row.id(), e);
    }
  }

  /** A failure to prepare, with what the limit has to do with it. */
  static CarobException explained(SnapshotRow row, CarobException e) {
    OptionalLong bytes = limit(row);
    return bytes.isPresent() && e.code() == ErrorCode.RESOURCE_EXHAUSTED
        ? new CarobException(
            e.code(),
            "the size limit of "
                + bytes.getAsLong()
                + " bytes may be too small for what the driver copies: "
                + e.getMessage()
                + ". Raise the limit, or use a snapshotter that shares layers",
            e)
        : e;
  }

  /** Brings what was written to a limited place into its image; the disk's own sync is another. */
  void sync(SnapshotRow row) {
    if (isLimited(row)) {
      host.sync(places.of(row));
    }
  }

  /** What a snapshot takes on the disk: the image, where it has one. */
  Usage counted(SnapshotRow row, Usage measured) {
    return isLimited(row) ? new Usage(limited(row).allocated(), measured.inodes()) : measured;
  }

  /** Takes the image of a place away, if it has one; the place is then a plain empty folder. */
  void release(String driver, long place) {
    Path image = image(places, place);
    if (image.toFile().exists()) { // costs no exception where it is not, as for most
      host.limited(image, places.of(driver, place)).unmount();
      trash.take(image);
    }
  }

  /** Unmounts limited places; who uses one now keeps it until he ends. */
  void hide(Collection<SnapshotRow> rows) {
    rows.stream()
        .filter(SizeLimits::isLimited)
        .forEach(
            row -> {
              try {
                limited(row).unmount();
              } catch (RuntimeException e) {
                LOG.warn("unmounting {} failed", places.of(row), e);
              }
            });
  }

  private LimitedPlace limited(SnapshotRow row) {
    return host.limited(image(places, row.place()), places.of(row));
  }

  /** What lies among the images, with the number of the place it is the image of. */
  static Map<Path, Optional<Long>> scan(Places places) {
    Map<Path, Optional<Long>> found = new HashMap<>();
    Path folder = places.folder().resolve(FOLDER);
    if (Places.isFolder(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        files.forEach(file -> found.put(file, place(file.getFileName().toString())));
      } catch (IOException e) {
        throw Places.failed("reading", folder, e);
      }
    }
    return found;
  }

  private static Optional<Long> place(String name) {
    return name.matches("[1-9][0-9]{0,17}\\.img")
        ? Optional.of(Long.valueOf(name.substring(0, name.length() - SUFFIX.length())))
        : Optional.empty();
  }

  /** Takes away images of places that are not there, and halves of images. */
  int clear(LongPredicate hasPlace) {
    List<Path> left = new ArrayList<>();
    scan(places)
        .forEach(
            (file, place) -> {
              if (place.isEmpty() || !hasPlace.test(place.get())) {
                left.add(file);
              }
            });
    left.forEach(trash::take);
    return left.size();
  }
}
