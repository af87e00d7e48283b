package io.carob.snapshotter.nativecopy;

import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a tree whose folders are new and whose other inodes are hard links into another tree of the
 * same file system. The folders get all attributes of their models; the linked inodes are the same,
 * so theirs are exact by themselves, and groups of hard links stay groups.
 */
final class LinkedTree {

  private final RootDirectory common;
  private final String from;
  private final String to;
  private final List<String> folders = new ArrayList<>();

  private LinkedTree(RootDirectory common, String from, String to) {
    this.common = common;
    this.from = from;
    this.to = to;
  }

  /**
   * Makes the tree.
   *
   * @param from an existing folder that nobody changes meanwhile
   * @param to an existing, empty folder
   */
  static void make(Path from, Path to) {
    Path above = commonFolder(from, to);
    try (RootDirectory common = RootDirectory.open(above)) {
      LinkedTree tree = new LinkedTree(common, raw(above, from), raw(above, to));
      tree.linkAll();
      tree.finishFolders();
    }
  }

  private void linkAll() {
    folders.add("");
    for (int next = 0; next < folders.size(); next++) {
      String folder = folders.get(next);
      for (String name : common.list(from + folder)) {
        String path = folder + "/" + name;
        if (common.stat(from + path).isDirectory()) {
          common.mkdir(to + path, 0700);
          folders.add(path);
        } else {
          common.link(from + path, to + path);
        }
      }
    }
  }

  /** The innermost first: what is made in a folder changes its times. */
  private void finishFolders() {
    for (int i = folders.size() - 1; i >= 0; i--) {
      copyAttributes(from + folders.get(i), to + folders.get(i));
    }
  }

  private void copyAttributes(String model, String copy) {
    FileStat stat = common.stat(model);
    common.chown(copy, stat.uid(), stat.gid());
    common.chmod(copy, stat.permissions());
    for (String attribute : common.listXattrs(model)) {
      common.getXattr(model, attribute).ifPresent(value -> common.setXattr(copy, attribute, value));
    }
    common.setTimes(copy, stat.atime(), stat.mtime());
  }

  private static Path commonFolder(Path one, Path two) {
    Path above = one.toAbsolutePath().normalize();
    Path other = two.toAbsolutePath().normalize();
    while (!other.startsWith(above)) {
      above = above.getParent() == null ? other.getRoot() : above.getParent();
    }
    return above;
  }

  private static String raw(Path above, Path below) {
    return RawName.ofPath(above.relativize(below.toAbsolutePath().normalize()));
  }
}
