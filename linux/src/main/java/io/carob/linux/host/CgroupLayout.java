package io.carob.linux.host;

import io.carob.linux.mount.MountEntry;
import io.carob.linux.mount.MountTable;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How control groups are mounted.
 *
 * @param kind which of the layouts
 * @param unified where the v2 hierarchy is mounted, raw
 * @param controllers where each v1 controller is mounted, raw; named hierarchies as {@code name=x}
 */
public record CgroupLayout(Kind kind, Optional<String> unified, Map<String, String> controllers) {

  /** Copies the map. */
  public CgroupLayout {
    controllers = Map.copyOf(controllers);
  }

  /** The layouts. */
  public enum Kind {
    /** Only the v2 hierarchy. */
    V2,
    /** Only v1 controllers. */
    V1,
    /** v1 controllers, and a v2 hierarchy beside them. */
    HYBRID,
    /** None mounted. */
    NONE
  }

  /** The layout that this process sees. */
  public static CgroupLayout detect() {
    return of(MountTable.read());
  }

  /** The layout in a mount table; of several mounts of one controller the first counts. */
  public static CgroupLayout of(MountTable table) {
    Map<String, String> controllers = new TreeMap<>();
    Optional<String> unified = Optional.empty();
    for (MountEntry mount : table.entries()) {
      if (mount.type().equals("cgroup2") && unified.isEmpty()) {
        unified = Optional.of(mount.mountPoint());
      } else if (mount.type().equals("cgroup")) {
        mount.superOptions().stream()
            .filter(CgroupLayout::isController)
            .forEach(option -> controllers.putIfAbsent(option, mount.mountPoint()));
      }
    }
    return new CgroupLayout(kind(controllers.isEmpty(), unified.isEmpty()), unified, controllers);
  }

  private static Kind kind(boolean noV1, boolean noV2) {
    if (noV1) {
      return noV2 ? Kind.NONE : Kind.V2;
    }
    return noV2 ? Kind.V1 : Kind.HYBRID;
  }

  private static boolean isController(String option) {
    return switch (option) {
      case "rw", "ro", "xattr", "noprefix", "clone_children", "cpuset_v2_mode", "favordynmods" ->
          false;
      default -> !option.startsWith("release_agent=");
    };
  }
}
