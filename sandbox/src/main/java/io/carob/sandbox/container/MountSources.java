package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import io.carob.linux.mount.MountTable;
import io.carob.sandbox.host.Mounter;
import io.carob.sandbox.host.SubPaths;
import io.carob.sandbox.oci.PlannedMount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the places on the host that a container's mounts show. A sub-path is resolved inside its
 * volume by the kernel, and what was found is bound at once below the container's folder, so that
 * nobody can exchange it for a link before the runtime mounts it.
 */
final class MountSources {

  private MountSources() {}

  static List<PlannedMount> resolve(
      List<ContainerMount> mounts, ContainerFiles files, Mounter mounter) {
    List<PlannedMount> planned = new ArrayList<>();
    for (ContainerMount mount : mounts) {
      requireThere(mount);
      requireTravels(mount);
      Path source = mount.source();
      if (mount.subPath().isPresent() && !mount.subPath().get().isEmpty()) {
        Path target = files.subPaths().resolve(Integer.toString(planned.size()));
        SubPaths.bind(source, mount.subPath().get(), target, mounter);
        source = target;
      }
      planned.add(new PlannedMount(mount, source.toString()));
    }
    return planned;
  }

  private static void requireThere(ContainerMount mount) {
    if (!Files.exists(mount.source())) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "volume "
              + mount.volume()
              + " cannot be mounted at "
              + mount.destination()
              + ": "
              + mount.source()
              + " is not there");
    }
  }

  private static void requireTravels(ContainerMount mount) {
    boolean bothWays = mount.propagation() == Propagation.BIDIRECTIONAL;
    if (mount.propagation() != Propagation.PRIVATE && !travels(mount.source(), bothWays)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "volume "
              + mount.volume()
              + " cannot have mount propagation "
              + mount.propagation()
              + ": "
              + mount.source()
              + " is on a private mount of the host; make that mount shared (mount --make-rshared),"
              + " or leave the propagation out");
    }
  }

  /** Whether a mount that is made below a place is seen by its copies. */
  private static boolean travels(Path place, boolean bothWays) {
    return MountTable.read()
        .containing(place)
        .map(entry -> entry.isShared() || (!bothWays && entry.master().isPresent()))
        .orElse(false);
  }
}
