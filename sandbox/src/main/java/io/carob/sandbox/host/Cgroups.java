package io.carob.sandbox.host;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Control groups by their path below the root of every hierarchy: version 1, version 2 and both at
 * once.
 */
public final class Cgroups {

  private static final int MOUNT_POINT = 4;

  /** Only a hierarchy of version 2 has this file. */
  private static final String CONTROLLERS = "cgroup.controllers";

  private final List<Path> roots;

  Cgroups(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** The hierarchies that this process sees. */
  public static Cgroups ofHost() {
    return new Cgroups(roots(lines(Path.of("/proc/self/mountinfo"))));
  }

  /** Mount points of the hierarchies in the lines of a mountinfo file. */
  static List<Path> roots(List<String> mountinfo) {
    return mountinfo.stream()
        .filter(line -> line.contains(" - cgroup ") || line.contains(" - cgroup2 "))
        .map(line -> Path.of(line.split(" ", -1)[MOUNT_POINT]))
        .filter(path -> path.startsWith("/sys/fs/cgroup"))
        .distinct()
        .toList();
  }

  /** Whether the host has version 2 only. */
  public boolean version2Only() {
    return roots.equals(List.of(Path.of("/sys/fs/cgroup")));
  }

  /** What is mounted, in words; empty when nothing is. */
  public String versions() {
    if (roots.isEmpty()) {
      return "";
    }
    if (version2Only()) {
      return "version 2";
    }
    boolean both = roots.stream().anyMatch(root -> Files.exists(root.resolve(CONTROLLERS)));
    return both ? "versions 1 and 2" : "version 1";
  }

  /** The controllers of all hierarchies: version 1 has them in the folders' names. */
  public Set<String> controllers() {
    Set<String> controllers = new TreeSet<>();
    for (Path root : roots) {
      if (Files.exists(root.resolve(CONTROLLERS))) {
        lines(root.resolve(CONTROLLERS))
            .forEach(line -> controllers.addAll(List.of(line.split(" ", -1))));
      } else {
        controllers.addAll(List.of(root.getFileName().toString().split(",", -1)));
      }
    }
    return controllers;
  }

  /** Makes the group in every hierarchy. */
  public void make(String group) {
    for (Path root : roots) {
      try {
        Files.createDirectories(in(root, group));
      } catch (IOException e) {
        throw new CarobException(
            ErrorCode.INTERNAL, "control group " + in(root, group) + " cannot be made", e);
      }
    }
  }

  /** Processes in the group and below it, in any hierarchy. */
  public Set<Long> processes(String group) {
    Set<Long> pids = new TreeSet<>();
    for (Path root : roots) {
      for (Path folder : tree(in(root, group))) {
        lines(folder.resolve("cgroup.procs")).forEach(pid -> pids.add(Long.parseLong(pid)));
      }
    }
    return pids;
  }

  /** Removes the group and those below it, from every hierarchy. Succeeds when it is not there. */
  public void remove(String group) {
    for (Path root : roots) {
      for (Path folder : tree(in(root, group))) {
        try {
          Files.deleteIfExists(folder);
        } catch (IOException e) {
          throw new CarobException(
              ErrorCode.FAILED_PRECONDITION,
              "control group " + folder + " cannot be removed; do processes still run in it?",
              e);
        }
      }
    }
  }

  /** Removes the group where nothing is in it; leaves it otherwise. */
  public void removeIfEmpty(String group) {
    for (Path root : roots) {
      try {
        Files.deleteIfExists(in(root, group));
      } catch (IOException inUse) {
        // Others are in it still: the last of them removes it.
      }
    }
  }

  /** The group and all below it, deepest first. */
  private static List<Path> tree(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "control group " + folder + " cannot be listed", e);
    }
  }

  private static Path in(Path root, String group) {
    Path path = root.resolve(group.substring(1)).normalize();
    if (!group.startsWith("/") || !path.startsWith(root) || path.equals(root)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT, "control group '" + group + "' is not below the root");
    }
    return path;
  }

  private static List<String> lines(Path file) {
    try {
      return new ArrayList<>(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      // A group that vanishes while it is read answers ENODEV; a threaded one of version 2
      // EOPNOTSUPP, and its processes are listed by its parent.
      return List.of();
    }
  }
}
