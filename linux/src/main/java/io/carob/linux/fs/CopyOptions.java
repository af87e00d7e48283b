package io.carob.linux.fs;

import java.util.function.Predicate;

/**
 * What a copy of a tree brings along.
 *
 * @param xattrs which extended attributes to copy, by name; all that exist are asked
 * @param crossMounts whether to go into what is mounted inside the source; otherwise such folders
 *     are left empty
 */
public record CopyOptions(Predicate<String> xattrs, boolean crossMounts) {

  /** Everything but what overlayfs itself keeps in {@code trusted.overlay.*}; within one mount. */
  public static final CopyOptions EXACT =
      new CopyOptions(
          name -> !name.startsWith("trusted.overlay.") && !name.startsWith("user.overlay."), false);
}
