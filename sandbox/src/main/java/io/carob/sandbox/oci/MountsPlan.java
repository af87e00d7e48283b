package io.carob.sandbox.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.sandbox.ContainerMount;
import io.carob.api.sandbox.ContainerMount.Propagation;
import io.carob.api.sandbox.ContainerSpec;
import io.carob.api.sandbox.NamespaceKind;
import io.carob.api.sandbox.Sandbox;
import java.util.List;
import java.util.Optional;

/** Plans the mounts inside a container: the kernel's file systems first, then what was asked. */
public final class MountsPlan {

  /** Folder of a sandbox that holds the shared memory of its IPC namespace, if it is there. */
  public static final String SHM = "shm";

  private static final String SHM_OPTIONS = "nosuid,noexec,nodev,mode=1777,size=67108864";

  private MountsPlan() {}

  static ArrayNode mounts(ContainerSpec spec, List<PlannedMount> mounts, HostFacts host) {
    boolean privileged = spec.security().privileged();
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    add(all, "/proc", "proc", "proc", "nosuid,noexec,nodev");
    add(all, "/dev", "tmpfs", "tmpfs", "nosuid,strictatime,mode=755,size=65536k");
    add(
        all,
        "/dev/pts",
        "devpts",
        "devpts",
        "nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5");
    add(all, "/dev/mqueue", "mqueue", "mqueue", "nosuid,noexec,nodev");
    add(all, "/sys", "sysfs", "sysfs", "nosuid,noexec,nodev" + (privileged ? "" : ",ro"));
    add(
        all,
        "/sys/fs/cgroup",
        "cgroup",
        "cgroup",
        "nosuid,noexec,nodev,relatime" + (privileged ? "" : ",ro"));
    addShm(all, spec.sandbox(), host);
    mounts.forEach(mount -> addAsked(all, mount));
    return all;
  }

  /** How mounts under the container's root must travel so that those asked for can. */
  static Optional<String> rootPropagation(List<PlannedMount> mounts) {
    if (has(mounts, Propagation.BIDIRECTIONAL)) {
      return Optional.of("rshared");
    }
    return has(mounts, Propagation.HOST_TO_CONTAINER) ? Optional.of("rslave") : Optional.empty();
  }

  private static boolean has(List<PlannedMount> mounts, Propagation propagation) {
    return mounts.stream().anyMatch(mount -> mount.mount().propagation() == propagation);
  }

  private static void addShm(ArrayNode all, Sandbox sandbox, HostFacts host) {
    if (sandbox.hostNamespaces().contains(NamespaceKind.IPC)) {
      add(all, "/dev/shm", "bind", "/dev/shm", "rbind,rprivate,nosuid,noexec,nodev");
    } else if (host.sharedMemory().isPresent()) {
      add(all, "/dev/shm", "bind", host.sharedMemory().get(), "rbind,rprivate,nosuid,noexec,nodev");
    } else {
      add(all, "/dev/shm", "tmpfs", "shm", SHM_OPTIONS);
    }
  }

  private static void addAsked(ArrayNode all, PlannedMount planned) {
    ContainerMount mount = planned.mount();
    requireDestination(mount);
    add(
        all,
        mount.destination(),
        "bind",
        planned.source(),
        "rbind," + propagation(mount.propagation()) + (mount.readOnly() ? ",ro" : ",rw"));
  }

  private static void requireDestination(ContainerMount mount) {
    String destination = mount.destination();
    boolean climbs = List.of(destination.split("/", -1)).contains("..");
    if (!destination.startsWith("/") || climbs || destination.replace("/", "").isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "volume "
              + mount.volume()
              + " cannot be mounted at '"
              + destination
              + "': the place must be an absolute path below /, without '..'");
    }
  }

  private static String propagation(Propagation propagation) {
    return switch (propagation) {
      case PRIVATE -> "rprivate";
      case HOST_TO_CONTAINER -> "rslave";
      case BIDIRECTIONAL -> "rshared";
    };
  }

  private static void add(
      ArrayNode all, String destination, String type, String source, String options) {
    ObjectNode mount = all.addObject();
    mount.put("destination", destination).put("type", type).put("source", source);
    List.of(options.split(",", -1)).forEach(mount.putArray("options")::add);
  }
}
