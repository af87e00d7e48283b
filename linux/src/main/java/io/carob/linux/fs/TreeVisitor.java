package io.carob.linux.fs;

/** Sees the entries of a tree one by one. */
@FunctionalInterface
public interface TreeVisitor {

  /**
   * Sees one entry.
   *
   * @param path raw, relative to the folder that the walk began at; empty for that folder
   * @param stat the entry's own state, of a symbolic link itself
   * @return whether to go into it; only asked of directories
   */
  boolean visit(String path, FileStat stat);
}
