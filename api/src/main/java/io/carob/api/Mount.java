package io.carob.api;

import java.util.List;
import java.util.Objects;

/**
 * One mount to be made, in the form of mount(8): what a snapshot driver answers instead of mounting
 * by itself. The caller chooses the target.
 *
 * @param type the file system type, such as {@code overlay}; {@code bind} for a bind mount
 * @param source the source: a device, an absolute folder for a bind mount, or the file system's
 *     name
 * @param options mount options, one an element, such as {@code ro} or {@code lowerdir=/a:/b}
 */
public record Mount(String type, String source, List<String> options) {

  /** Copies the options. */
  public Mount {
    Objects.requireNonNull(type);
    Objects.requireNonNull(source);
    options = List.copyOf(options);
  }

  /**
   * {@return a recursive bind mount of a folder, writable or read-only}
   *
   * @param source absolute; what is mounted below it comes along
   * @param readOnly whether nothing can be written through it
   */
  public static Mount bind(String source, boolean readOnly) {
    return new Mount("bind", source, List.of("rbind", readOnly ? "ro" : "rw"));
  }

  /** {@return whether the mount is read-only} */
  public boolean readOnly() {
    return options.contains("ro");
  }
}
