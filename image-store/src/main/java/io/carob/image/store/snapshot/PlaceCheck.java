package io.carob.image.store.snapshot;

import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/** Compares rows with places, and rows with each other. Changes nothing; needs no driver. */
public final class PlaceCheck {

  /** Which rule is broken. */
  public enum Rule {
    /** Something among the places that is none. */
    FOREIGN,
    /** A place without a row. */
    NO_ROW,
    /** A row without a place. */
    NO_PLACE,
    /** A row with a size limit whose image is not there. */
    NO_IMAGE,
    /** A layer that may not have reached the disk before the machine went down. */
    UNSYNCED,
    /** A row whose parent is not there, or not committed. */
    PARENT,
    /** A committed snapshot without its size. */
    NO_SIZE
  }

  /**
   * One broken rule.
   *
   * @param rule which
   * @param path the file or folder concerned
   * @param driver the driver's name; empty for a foreign file
   * @param place the place's number; 0 for a foreign file
   * @param row the row, where there is one
   */
  public record Fault(Rule rule, Path path, String driver, long place, Optional<SnapshotRow> row) {}

  /** The image that a place with a size limit is a mount of; whether there is one or not. */
  public static Path image(Path root, long place) {
    return SizeLimits.image(new Places(root), place);
  }

  private final Places places;
  private final String bootId;
  private final BiPredicate<String, Long> underWay;
  private final List<Fault> faults = new ArrayList<>();

  private PlaceCheck(Path root, String bootId, BiPredicate<String, Long> underWay) {
    this.places = new Places(root);
    this.bootId = bootId;
    this.underWay = underWay;
  }

  /**
   * Checks.
   *
   * @param root the node's durable folder
   * @param record answers the rows; asked after the places were listed
   * @param bootId the present boot
   * @param underWay says of a place without a row that somebody is working on it
   */
  public static List<Fault> run(
      Path root,
      java.util.function.Supplier<State> record,
      String bootId,
      BiPredicate<String, Long> underWay) {
    PlaceCheck check = new PlaceCheck(root, bootId, underWay);
    Map<String, Set<Long>> found = check.places.scan();
    check.foreign(found);
    State state = record.get();
    check.images(found, state);
    check.compare(found, state);
    return check.faults;
  }

  /** The images of places that have a limit: each has a row, or a place without one. */
  private void images(Map<String, Set<Long>> found, State state) {
    Set<Long> known = new HashSet<>();
    found.values().forEach(known::addAll);
    state.snapshots().forEach(row -> known.add(row.place()));
    SizeLimits.scan(places)
        .forEach(
            (file, place) -> {
              boolean stays =
                  place.isPresent()
                      && (known.contains(place.get()) || underWay.test("", place.get()));
              if (!stays && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                faults.add(new Fault(Rule.FOREIGN, file, "", 0, Optional.empty()));
              }
            });
  }

  private void foreign(Map<String, Set<Long>> found) {
    for (Path driver : entries(places.folder())) {
      if (driver.getFileName().toString().equals(SizeLimits.FOLDER)) {
        continue;
      }
      Set<Long> numbers = found.get(driver.getFileName().toString());
      if (numbers == null) {
        faults.add(new Fault(Rule.FOREIGN, driver, "", 0, Optional.empty()));
        continue;
      }
      for (Path place : entries(driver)) {
        String name = place.getFileName().toString();
        if (!name.matches("[1-9][0-9]{0,17}") || !numbers.contains(Long.valueOf(name))) {
          if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            faults.add(new Fault(Rule.FOREIGN, place, "", 0, Optional.empty()));
          }
        }
      }
    }
  }

  private static List<Path> entries(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      throw Places.failed("reading", folder, e);
    }
    return entries;
  }

  private void compare(Map<String, Set<Long>> found, State state) {
    for (SnapshotRow row : state.snapshots()) {
      compare(row, state);
      Set<Long> numbers = found.getOrDefault(row.id().driver(), Set.of());
      boolean listed = numbers.remove(row.place());
      if (!listed && !Places.isFolder(places.of(row))) {
        add(Rule.NO_PLACE, row);
      }
    }
    found.forEach(
        (driver, numbers) ->
            numbers.stream()
                .filter(place -> !underWay.test(driver, place))
                .filter(place -> Places.isFolder(places.of(driver, place)))
                .forEach(
                    place ->
                        faults.add(
                            new Fault(
                                Rule.NO_ROW,
                                places.of(driver, place),
                                driver,
                                place,
                                Optional.empty()))));
  }

  private void compare(SnapshotRow row, State state) {
    if (row.unsyncedBoot().filter(boot -> !boot.equals(bootId)).isPresent()) {
      add(Rule.UNSYNCED, row);
    }
    if (row.kind() == SnapshotKind.COMMITTED && row.usage().isEmpty()) {
      add(Rule.NO_SIZE, row);
    }
    Path image = SizeLimits.image(places, row.place());
    if (SizeLimits.isLimited(row) && !Files.isRegularFile(image, LinkOption.NOFOLLOW_LINKS)) {
      faults.add(new Fault(Rule.NO_IMAGE, image, row.id().driver(), row.place(), Optional.of(row)));
    }
    if (!standsWell(row, state)) {
      add(Rule.PARENT, row);
    }
  }

  /** Whether the line of parents is there, committed, and ends. */
  private static boolean standsWell(SnapshotRow row, State state) {
    Set<SnapshotId> seen = new HashSet<>();
    Optional<SnapshotId> next = row.parentId();
    while (next.isPresent()) {
      Optional<SnapshotRow> parent = state.snapshot(next.get());
      if (!seen.add(next.get())
          || parent.isEmpty()
          || parent.get().kind() != SnapshotKind.COMMITTED) {
        return false;
      }
      next = parent.get().parentId();
    }
    return true;
  }

  private void add(Rule rule, SnapshotRow row) {
    faults.add(new Fault(rule, places.of(row), row.id().driver(), row.place(), Optional.of(row)));
  }
}
