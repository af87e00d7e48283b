package io.carob.linux.mount;

import java.util.List;
import java.util.Optional;

/**
 * One line of {@code /proc/<pid>/mountinfo}. Paths are raw names, unescaped.
 *
 * @param id identifies the mount while it exists
 * @param parent the id of the mount that this one stands on
 * @param major major number of the device
 * @param minor minor number of the device
 * @param root the folder of the file system that is the mount's root
 * @param mountPoint where it is mounted, as the process sees it
 * @param options per-mount options, such as {@code ro}
 * @param tags propagation tags, such as {@code shared:3}; none means private
 * @param type the file system's type
 * @param source the source as it was given
 * @param superOptions options of the file system itself
 */
public record MountEntry(
    int id,
    int parent,
    int major,
    int minor,
    String root,
    String mountPoint,
    List<String> options,
    List<String> tags,
    String type,
    String source,
    List<String> superOptions) {

  /** Copies the lists. */
  public MountEntry {
    options = List.copyOf(options);
    tags = List.copyOf(tags);
    superOptions = List.copyOf(superOptions);
  }

  /** Whether the mount is in a peer group, so that mounts below it show up elsewhere. */
  public boolean isShared() {
    return peerGroup().isPresent();
  }

  /** The peer group of a shared mount. */
  public Optional<Integer> peerGroup() {
    return tag("shared:");
  }

  /** The peer group that a slave mount receives from. */
  public Optional<Integer> master() {
    return tag("master:");
  }

  /** Whether writing is refused, by the mount or by the file system. */
  public boolean isReadOnly() {
    return options.contains("ro") || superOptions.contains("ro");
  }

  /** Propagation as CRI and mount(8) call it: shared, slave, private or unbindable. */
  public Propagation propagation() {
    if (isShared()) {
      return Propagation.SHARED;
    }
    if (master().isPresent()) {
      return Propagation.SLAVE;
    }
    return tags.contains("unbindable") ? Propagation.UNBINDABLE : Propagation.PRIVATE;
  }

  private Optional<Integer> tag(String prefix) {
    return tags.stream()
        .filter(tag -> tag.startsWith(prefix))
        .map(tag -> Integer.valueOf(tag.substring(prefix.length())))
        .findFirst();
  }
}
