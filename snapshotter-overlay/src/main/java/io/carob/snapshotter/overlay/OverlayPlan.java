package io.carob.snapshotter.overlay;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names and mounts, decided without touching the disk.
 *
 * <p>A place holds {@code fs}, the difference to the parents; a prepared one also holds {@code
 * work}, which the kernel wants beside an upper folder. {@code fs.new} is an {@code fs} that is not
 * complete yet.
 *
 * <p>The options that every overlay gets, so that the answer does not depend on how the host's
 * kernel was configured:
 *
 * <ul>
 *   <li>{@code index=off}: with an index, an upper folder is tied to its lower ones and refuses to
 *       be mounted over others, as a committed upper folder will be.
 *   <li>{@code metacopy=off}: a changed mode must copy the file up whole; an upper file without
 *       data could not be committed as a layer.
 *   <li>{@code redirect_dir=nofollow}: a renamed folder must not become a pointer into the lower
 *       layers, for the same reason; and pointers that a layer brought are not followed.
 *   <li>{@code xino=off}: all folders are on one file system, where inode numbers are stable by
 *       themselves. Where the place has a size limit it is another one; there numbers may change.
 * </ul>
 *
 * <p>{@code volatile} is not set: a crash of the machine would take such an upper folder whole, and
 * a restarted container must keep its files. See ADR 3 and ADR 12.
 */
final class OverlayPlan {

  /** The kernel stacks at most this many lower folders. */
  static final int MAX_LOWER = 500;

  private static final List<String> COMMON =
      List.of("index=off", "metacopy=off", "redirect_dir=nofollow", "xino=off");

  private OverlayPlan() {}

  static Path fs(Path place) {
    return place.resolve("fs");
  }

  static Path work(Path place) {
    return place.resolve("work");
  }

  /** The mounts of a prepared place. */
  static List<Mount> mounts(SnapshotKind kind, Path place, List<Path> parents) {
    checkStack(place, parents);
    boolean readOnly = kind == SnapshotKind.VIEW;
    if (parents.isEmpty()) {
      return List.of(Mount.bind(fs(place).toString(), readOnly));
    }
    List<String> options = readOnly ? viewOptions(place, parents) : activeOptions(place, parents);
    return List.of(new Mount("overlay", "overlay", options));
  }

  /**
   * Checks that the kernel can stack these folders.
   *
   * @throws CarobException {@code UNSUPPORTED} when there are too many, or when a path holds one of
   *     the characters that separate options and folders
   */
  static void checkStack(Path place, List<Path> parents) {
    if (parents.size() >= MAX_LOWER) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "overlay of "
              + place
              + ": "
              + parents.size()
              + " layers are more than the "
              + (MAX_LOWER - 1)
              + " that the kernel stacks; use an image with fewer layers, or native-copy");
    }
    Stream.concat(Stream.of(place), parents.stream()).forEach(OverlayPlan::checkPath);
  }

  /** Checks one folder's path. */
  static void checkPath(Path path) {
    String text = path.toString();
    if (text.chars().anyMatch(c -> c == ':' || c == ',' || c == '\\' || c == '"')) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "overlay of "
              + path
              + ": a path with one of : , \\ \" cannot be told to every kernel;"
              + " choose another root folder for Carob, or native-copy");
    }
  }

  private static List<String> activeOptions(Path place, List<Path> parents) {
    List<String> options = new ArrayList<>();
    options.add("lowerdir=" + joined(parents.stream()));
    options.add("upperdir=" + fs(place));
    options.add("workdir=" + work(place));
    options.addAll(COMMON);
    return options;
  }

  /** The view's own, empty folder goes on top: it brings the root's attributes. */
  private static List<String> viewOptions(Path place, List<Path> parents) {
    List<String> options = new ArrayList<>();
    options.add("ro");
    options.add("lowerdir=" + joined(Stream.concat(Stream.of(place), parents.stream())));
    options.addAll(COMMON);
    return options;
  }

  private static String joined(Stream<Path> places) {
    return places.map(place -> fs(place).toString()).collect(Collectors.joining(":"));
  }
}
