package io.carob.linux.mount;

import io.carob.api.Mount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a mount, sorted by who understands them: the mount itself, the file system, the
 * propagation.
 *
 * @param set attributes to set ({@code MOUNT_ATTR_*})
 * @param clear attributes to clear
 * @param superFlags flags of the file system ({@code MS_*}, such as {@code sync})
 * @param bind whether it is a bind mount
 * @param recursive whether mounts below the source come along
 * @param recursiveReadOnly whether they become read-only, too
 * @param propagation the propagation to give
 * @param propagationRecursive whether to mounts below, too
 * @param data what the file system itself is to read
 */
record MountOptions(
    int set,
    int clear,
    int superFlags,
    boolean bind,
    boolean recursive,
    boolean recursiveReadOnly,
    Optional<Propagation> propagation,
    boolean propagationRecursive,
    List<String> data) {

  static final int RDONLY = 0x1;
  static final int NOSUID = 0x2;
  static final int NODEV = 0x4;
  static final int NOEXEC = 0x8;
  static final int ATIME_MASK = 0x70;
  static final int NOATIME = 0x10;
  static final int STRICTATIME = 0x20;
  static final int NODIRATIME = 0x80;
  static final int NOSYMFOLLOW = 0x200000;

  static final int MS_SYNCHRONOUS = 0x10;
  static final int MS_MANDLOCK = 0x40;
  static final int MS_DIRSYNC = 0x80;
  static final int MS_SILENT = 0x8000;
  static final int MS_LAZYTIME = 1 << 25;

  private static final Map<String, Integer> ATTRIBUTES =
      Map.of(
          "ro", RDONLY,
          "rro", RDONLY,
          "nosuid", NOSUID,
          "nodev", NODEV,
          "noexec", NOEXEC,
          "nodiratime", NODIRATIME,
          "nosymfollow", NOSYMFOLLOW);

  private static final Map<String, Integer> INVERSE =
      Map.of(
          "rw", RDONLY,
          "suid", NOSUID,
          "dev", NODEV,
          "exec", NOEXEC,
          "diratime", NODIRATIME,
          "symfollow", NOSYMFOLLOW);

  private static final Map<String, Integer> TIMES =
      Map.of("relatime", 0, "noatime", NOATIME, "strictatime", STRICTATIME);

  private static final Map<String, Integer> SUPER =
      Map.of(
          "sync", MS_SYNCHRONOUS,
          "dirsync", MS_DIRSYNC,
          "mand", MS_MANDLOCK,
          "silent", MS_SILENT,
          "lazytime", MS_LAZYTIME);

  MountOptions {
    data = List.copyOf(data);
  }

  static MountOptions of(Mount mount) {
    Builder builder = new Builder();
    builder.bind = mount.type().equals("bind") || mount.type().equals("rbind");
    builder.recursive = mount.type().equals("rbind");
    mount.options().forEach(builder::add);
    return builder.build();
  }

  /** The flags for mount(2). */
  long legacyFlags() {
    long flags = superFlags | (set & (RDONLY | NOSUID | NODEV | NOEXEC));
    int time = set & ATIME_MASK;
    if ((clear & ATIME_MASK) != 0) {
      flags |= time == NOATIME ? 1 << 10 : time == STRICTATIME ? 1 << 24 : 1 << 21;
    }
    if ((set & NODIRATIME) != 0) {
      flags |= 1 << 11;
    }
    return (set & NOSYMFOLLOW) != 0 ? flags | (1 << 8) : flags;
  }

  private static final class Builder {
    private int set;
    private int clear;
    private int superFlags;
    private boolean bind;
    private boolean recursive;
    private boolean recursiveReadOnly;
    private boolean propagationRecursive;
    private Optional<Propagation> propagation = Optional.empty();
    private final List<String> data = new ArrayList<>();

    void add(String option) {
      Integer attribute = ATTRIBUTES.get(option);
      Integer inverse = INVERSE.get(option);
      Integer time = TIMES.get(option);
      Integer flag = SUPER.get(option);
      if (attribute != null) {
        set |= attribute;
        clear &= ~attribute;
        recursiveReadOnly |= option.equals("rro");
      } else if (inverse != null) {
        set &= ~inverse;
        clear |= inverse;
      } else if (time != null) {
        set = (set & ~ATIME_MASK) | time;
        clear |= ATIME_MASK;
      } else if (flag != null) {
        superFlags |= flag;
      } else {
        addOther(option);
      }
    }

    private void addOther(String option) {
      switch (option) {
        case "bind" -> bind = true;
        case "rbind" -> {
          bind = true;
          recursive = true;
        }
        case "shared", "slave", "private", "unbindable" -> propagate(option, false);
        case "rshared", "rslave", "rprivate", "runbindable" -> propagate(option.substring(1), true);
        case "defaults", "async", "auto", "noauto", "nofail", "" -> {}
        default -> data.add(option);
      }
    }

    private void propagate(String name, boolean deep) {
      propagation = Optional.of(Propagation.valueOf(name.toUpperCase(java.util.Locale.ROOT)));
      propagationRecursive = deep;
    }

    MountOptions build() {
      return new MountOptions(
          set,
          clear,
          superFlags,
          bind,
          recursive,
          recursiveReadOnly,
          propagation,
          propagationRecursive,
          data);
    }
  }
}
