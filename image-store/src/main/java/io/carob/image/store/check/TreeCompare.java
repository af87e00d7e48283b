package io.carob.image.store.check;

import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares a tree with what it must be: names, types, content, modes, owners, times of the last
 * change, extended attributes, targets, devices, and which names are hard links of one file. Not
 * compared are access times, and what the host's security modules and not the layer write.
 */
final class TreeCompare {

  private static final int MOST = 20;
  private static final int BUFFER = 128 * 1024;
  private static final Set<String> HOSTS =
      Set.of("security.selinux", "security.ima", "security.evm");

  private final RootDirectory present;
  private final RootDirectory wanted;
  private final boolean times;
  private final Deque<String> folders = new ArrayDeque<>();
  private final Map<Long, String> presentFirst = new HashMap<>();
  private final Map<Long, String> wantedFirst = new HashMap<>();
  private final List<String> differences = new ArrayList<>();
  private final byte[] one = new byte[BUFFER];
  private final byte[] other = new byte[BUFFER];
  private int count;

  private TreeCompare(RootDirectory present, RootDirectory wanted, boolean times) {
    this.present = present;
    this.wanted = wanted;
    this.times = times;
  }

  /**
   * The differences, in words; only the first of very many.
   *
   * @param present the tree as it is
   * @param wanted the tree as it must be
   * @param times whether times of the last change are compared
   */
  static List<String> differences(Path present, Path wanted, boolean times) {
    try (RootDirectory is = RootDirectory.open(present);
        RootDirectory must = RootDirectory.open(wanted)) {
      return new TreeCompare(is, must, times).run();
    }
  }

  private List<String> run() {
    // The root's own times are the layer's only when it says so.
    attributes("", present.stat(""), wanted.stat(""), false);
    folders.add("");
    while (!folders.isEmpty()) {
      folder(folders.remove());
    }
    if (count > MOST) {
      differences.add("and " + (count - MOST) + " more");
    }
    return differences;
  }

  private void folder(String folder) {
    Set<String> names = new TreeSet<>(wanted.list(folder));
    names.addAll(present.list(folder));
    for (String name : names) {
      String path = folder.isEmpty() ? name : folder + "/" + name;
      Optional<FileStat> is = present.find(path);
      Optional<FileStat> must = wanted.find(path);
      if (is.isEmpty()) {
        differ(path, "is missing");
      } else if (must.isEmpty()) {
        differ(path, "is not of the layer");
      } else {
        entry(path, is.get(), must.get());
      }
    }
  }

  private void entry(String path, FileStat is, FileStat must) {
    if (is.type() != must.type()) {
      differ(path, "is " + is.type() + " instead of " + must.type());
      return;
    }
    attributes(path, is, must, times);
    if (is.isDirectory()) {
      folders.add(path);
      return;
    }
    links(path, is, must);
    switch (is.type()) {
      case REGULAR -> content(path, is, must);
      case SYMLINK -> {
        if (!present.readlink(path).equals(wanted.readlink(path))) {
          differ(path, "leads elsewhere");
        }
      }
      default -> {
        if (is.rdev() != must.rdev()) {
          differ(path, "is another device");
        }
      }
    }
  }

  private void attributes(String path, FileStat is, FileStat must, boolean withTimes) {
    if (is.permissions() != must.permissions()) {
      differ(
          path, String.format("has mode %o instead of %o", is.permissions(), must.permissions()));
    }
    if (is.uid() != must.uid() || is.gid() != must.gid()) {
      differ(
          path,
          "belongs to "
              + is.uid()
              + ":"
              + is.gid()
              + " instead of "
              + must.uid()
              + ":"
              + must.gid());
    }
    if (withTimes && !is.mtime().equals(must.mtime())) {
      differ(path, "was changed at " + is.mtime() + " instead of " + must.mtime());
    }
    xattrs(path);
  }

  private void xattrs(String path) {
    Set<String> names = new TreeSet<>(wanted.listXattrs(path));
    names.addAll(present.listXattrs(path));
    names.removeAll(HOSTS);
    for (String name : names) {
      byte[] is = present.getXattr(path, name).orElse(null);
      byte[] must = wanted.getXattr(path, name).orElse(null);
      if (!Arrays.equals(is, must)) {
        differ(path, "has another value of " + RawName.toText(name));
      }
    }
  }

  /** Two names must be one file in both trees, or in neither. */
  private void links(String path, FileStat is, FileStat must) {
    String first = is.nlink() > 1 ? presentFirst.putIfAbsent(is.ino(), path) : null;
    String mustFirst = must.nlink() > 1 ? wantedFirst.putIfAbsent(must.ino(), path) : null;
    if (mustFirst != null && !mustFirst.equals(first)) {
      differ(path, "is not a hard link to " + RawName.toText(mustFirst));
    } else if (mustFirst == null && first != null) {
      differ(path, "is a hard link to " + RawName.toText(first));
    }
  }

  private void content(String path, FileStat is, FileStat must) {
    if (is.size() != must.size()) {
      differ(path, "has " + is.size() + " bytes instead of " + must.size());
      return;
    }
    if (is.dev() == must.dev() && is.ino() == must.ino()) {
      return; // the same file: a layer below has it
    }
    try (OpenFile left = present.openFile(path);
        OpenFile right = wanted.openFile(path)) {
      int size = fill(left, one);
      while (size > 0) {
        if (fill(right, other) != size || !Arrays.equals(one, 0, size, other, 0, size)) {
          differ(path, "has other content");
          return;
        }
        size = fill(left, one);
      }
    }
  }

  private static int fill(OpenFile file, byte[] into) {
    int done = 0;
    while (done < into.length) {
      int n = file.read(into, done, into.length - done);
      if (n <= 0) {
        break;
      }
      done += n;
    }
    return done;
  }

  private void differ(String path, String how) {
    if (++count <= MOST) {
      differences.add("/" + RawName.toText(path) + " " + how);
    }
  }
}
