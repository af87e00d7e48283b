package io.carob.linux.mount;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Overlay mounts whose upper folder can be a lower one of others later, for drivers that stack
 * layers. Pure: nothing is looked at.
 *
 * <p>The options that every overlay gets, so that it does not depend on how the host's kernel was
 * configured:
 *
 * <ul>
 *   <li>{@code index=off}: with an index, an upper folder is tied to its lower ones and refuses to
 *       be mounted over others.
 *   <li>{@code metacopy=off}: a changed mode must copy the file up whole; an upper file without
 *       data could not be a layer.
 *   <li>{@code redirect_dir=nofollow}: a renamed folder must not become a pointer into the lower
 *       layers, for the same reason; and pointers that a layer brought are not followed.
 *   <li>{@code xino=off}: inode numbers are those of the file systems below.
 * </ul>
 */
public final class OverlayLayers {

  /** The kernel stacks at most this many lower folders. */
  public static final int MOST_LOWER = 500;

  private static final List<String> COMMON =
      List.of("index=off", "metacopy=off", "redirect_dir=nofollow", "xino=off");

  private OverlayLayers() {}

  /**
   * An overlay to be written to.
   *
   * @param lower folders, the topmost first; at least one
   * @param upper an existing folder, which gets what is written
   * @param work an existing, empty folder of the same file system as the upper one
   * @throws CarobException {@code UNSUPPORTED} as {@link #check} has it
   */
  public static Mount writable(List<Path> lower, Path upper, Path work) {
    check(lower);
    check(List.of(upper, work));
    return mount(List.of(joined(lower), "upperdir=" + upper, "workdir=" + work));
  }

  /**
   * An overlay to be looked at.
   *
   * @param lower folders, the topmost first; at least two
   * @throws CarobException {@code UNSUPPORTED} as {@link #check} has it
   */
  public static Mount readOnly(List<Path> lower) {
    check(lower);
    return mount(List.of("ro", joined(lower)));
  }

  private static Mount mount(List<String> own) {
    List<String> options = new ArrayList<>(own);
    options.addAll(COMMON);
    return new Mount("overlay", "overlay", options);
  }

  private static String joined(List<Path> lower) {
    return lower.stream().map(Path::toString).collect(Collectors.joining(":", "lowerdir=", ""));
  }

  /**
   * Checks that every kernel could stack these folders.
   *
   * @throws CarobException {@code UNSUPPORTED} when there are too many, or when a path holds one of
   *     the characters that separate options and folders
   */
  public static void check(List<Path> folders) {
    if (folders.size() > MOST_LOWER) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "overlay of "
              + folders.size()
              + " folders: the kernel stacks at most "
              + MOST_LOWER
              + "; use an image with fewer layers, or native-copy");
    }
    folders.forEach(OverlayLayers::check);
  }

  private static void check(Path folder) {
    String text = folder.toString();
    if (text.chars().anyMatch(c -> c == ':' || c == ',' || c == '\\' || c == '"')) {
      throw new CarobException(
          ErrorCode.UNSUPPORTED,
          "overlay of "
              + folder
              + ": a path with one of : , \\ \" cannot be told to every kernel;"
              + " choose another root folder for Carob, or native-copy");
    }
  }
}
