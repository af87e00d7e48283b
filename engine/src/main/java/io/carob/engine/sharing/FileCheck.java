package io.carob.engine.sharing;

import io.carob.api.node.SharingReport.FileEvidence;
import io.carob.api.node.SharingReport.InodeSeen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares files of an image as its containers show them. */
final class FileCheck {

  private static final int ENOUGH = 3;
  private static final List<String> WELL_KNOWN =
      List.of(
          "/usr/sbin/nginx",
          "/bin/busybox",
          "/usr/bin/busybox",
          "/lib/x86_64-linux-gnu/libc.so.6",
          "/usr/lib/x86_64-linux-gnu/libc.so.6",
          "/lib/aarch64-linux-gnu/libc.so.6",
          "/usr/lib/aarch64-linux-gnu/libc.so.6",
          "/usr/lib64/libc.so.6",
          "/lib/ld-musl-x86_64.so.1",
          "/usr/bin/bash",
          "/bin/bash",
          "/bin/sh",
          "/etc/passwd",
          "/etc/os-release",
          "/usr/lib/os-release");

  private static final Logger LOG = LoggerFactory.getLogger(FileCheck.class);

  private FileCheck() {}

  static List<FileEvidence> compare(List<RunningContainer> containers) {
    List<FileEvidence> out = new ArrayList<>();
    for (String path : candidates(containers)) {
      List<InodeSeen> seen = new ArrayList<>();
      containers.forEach(c -> look(c, path).ifPresent(seen::add));
      if (seen.size() == containers.size()) {
        out.add(new FileEvidence(path, seen, same(seen)));
      }
      if (out.size() == ENOUGH) {
        break;
      }
    }
    return out;
  }

  static boolean same(List<InodeSeen> seen) {
    return seen.size() > 1
        && seen.stream().map(InodeSeen::device).distinct().count() == 1
        && seen.stream().map(InodeSeen::inode).distinct().count() == 1
        && seen.stream().noneMatch(s -> s.backing().isEmpty());
  }

  /** What the containers run comes first: that is what shares the page cache. */
  private static Set<String> candidates(List<RunningContainer> containers) {
    Set<String> paths = new LinkedHashSet<>();
    for (RunningContainer c : containers) {
      try {
        String exe = inside(c, Files.readSymbolicLink(Path.of("/proc/" + c.pid() + "/exe")));
        if (exe.startsWith("/") && !exe.endsWith(" (deleted)")) {
          paths.add(exe);
        }
      } catch (IOException e) {
        LOG.debug("{} ended while it was looked at", c.name(), e);
      }
    }
    paths.addAll(WELL_KNOWN);
    return paths;
  }

  /** After chroot, unlike after pivot_root, links in /proc still begin with the root's own path. */
  private static String inside(RunningContainer c, Path link) throws IOException {
    Path root = Files.readSymbolicLink(c.folder());
    return link.startsWith(root) ? "/" + root.relativize(link) : link.toString();
  }

  private static Optional<InodeSeen> look(RunningContainer c, String path) {
    Optional<Inode> inside = Inode.of(c.folder(), path);
    if (inside.isEmpty()) {
      return Optional.empty();
    }
    if (!c.root().overlay()) {
      return inside.map(i -> new InodeSeen(c.name(), i.device(), i.number(), backingOf(c, path)));
    }
    // Overlay gives each mount a device number of its own; the inode is that of the file below.
    List<String> folders = new ArrayList<>(c.root().upper().stream().toList());
    folders.addAll(c.root().lower());
    for (String folder : folders) {
      Optional<Inode> below =
          folder.startsWith("/") ? Inode.of(Path.of(folder), path) : Optional.empty();
      if (below.isPresent()) {
        boolean proven = below.get().number() == inside.get().number();
        return Optional.of(
            new InodeSeen(
                c.name(),
                proven ? below.get().device() : inside.get().device(),
                inside.get().number(),
                proven ? folder + path : ""));
      }
    }
    return Optional.of(new InodeSeen(c.name(), inside.get().device(), inside.get().number(), ""));
  }

  private static String backingOf(RunningContainer c, String path) {
    return c.folder() + path;
  }

  static String names(List<FileEvidence> files) {
    return files.stream().map(FileEvidence::path).collect(Collectors.joining(", "));
  }
}
