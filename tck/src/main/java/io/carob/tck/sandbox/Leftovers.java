package io.carob.tck.sandbox;

import io.carob.api.node.NodeLayout;
import io.carob.linux.mount.MountTable;
import io.carob.tck.story.Mismatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the kernel still has of a node: processes, mounts, control groups, network namespaces. */
final class Leftovers {

  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  private final NodeLayout node;
  private final Set<Long> before;

  Leftovers(NodeLayout node) {
    this.node = node;
    this.before =
        ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** Nothing is left of the pods that had these uids. */
  void none(List<String> podUids) throws IOException {
    none(podUids, List.of());
  }

  /** Nothing is left but mounts on these points, which the test made. */
  void none(List<String> podUids, List<Path> own) throws IOException {
    List<String> left = processesAndMounts(own);
    for (String uid : podUids) {
      groups(uid).forEach(group -> left.add("control group " + group));
      namespaces(uid).forEach(name -> left.add("network namespace " + name));
    }
    refuse(left);
  }

  /** Nothing is left of any container; their pod's control group itself may be there. */
  void noContainers(String podCgroup) throws IOException {
    List<String> left = processesAndMounts(List.of());
    for (Path group : below(podCgroup.substring(1))) {
      try (Stream<Path> inside = Files.list(group)) {
        inside.filter(Files::isDirectory).forEach(one -> left.add("control group " + one));
      }
    }
    refuse(left);
  }

  private List<String> processesAndMounts(List<Path> own) {
    List<String> left = new ArrayList<>();
    processes().forEach(process -> left.add("process " + process.pid() + " " + words(process)));
    MountTable.read().below(node.run()).stream()
        .filter(mount -> !own.contains(Path.of(mount.mountPoint())))
        .forEach(mount -> left.add("mount " + mount));
    return left;
  }

  private static void refuse(List<String> left) {
    if (!left.isEmpty()) {
      throw new Mismatch("nothing is left of it", String.join("\n", left));
    }
  }

  /** Ends what a failed test left, and takes the node's control group away. */
  void clear() throws IOException {
    for (ProcessHandle process : processes()) {
      process.destroyForcibly();
      process.onExit().join();
    }
    for (Path group : below(node.cgroupParent().substring(1))) {
      try (Stream<Path> all = Files.walk(group)) {
        for (Path folder :
            all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(folder);
        }
      }
    }
  }

  private List<ProcessHandle> processes() {
    long self = ProcessHandle.current().pid();
    Set<Long> ours =
        ProcessHandle.current().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self && !before.contains(process.pid()))
        .filter(process -> ours.contains(process.pid()) || isOfNode(process))
        .filter(process -> !isZombie(process))
        .toList();
  }

  private boolean isOfNode(ProcessHandle process) {
    String base = String.valueOf(node.run().getParent());
    return read(process, "cmdline").contains(base)
        || read(process, "environ").contains(base)
        || read(process, "cgroup").contains(node.cgroupParent() + "/");
  }

  private static boolean isZombie(ProcessHandle process) {
    String stat = read(process, "stat");
    return stat.isEmpty() || stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
  }

  private static String words(ProcessHandle process) {
    return read(process, "cmdline").replace('\0', ' ');
  }

  private static String read(ProcessHandle process, String file) {
    try {
      Path path = Path.of("/proc", Long.toString(process.pid()), file);
      return Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private List<Path> groups(String podUid) throws IOException {
    return below(node.cgroupParent().substring(1) + "/" + podUid);
  }

  /** The folders of a control group, in each hierarchy that has it. */
  private static List<Path> below(String path) throws IOException {
    List<Path> hierarchies = new ArrayList<>(List.of(CGROUPS));
    try (Stream<Path> all = Files.list(CGROUPS)) {
      all.filter(each -> !Files.isSymbolicLink(each)).forEach(hierarchies::add);
    }
    return hierarchies.stream()
        .map(hierarchy -> hierarchy.resolve(path))
        .filter(Files::exists)
        .toList();
  }

  private static List<String> namespaces(String podUid) throws IOException {
    Path folder = Path.of("/run/netns");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> names = Files.list(folder)) {
      return names.map(Path::toString).filter(name -> name.contains(podUid)).toList();
    }
  }
}
