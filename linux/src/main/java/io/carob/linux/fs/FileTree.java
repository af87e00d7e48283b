package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NONBLOCK;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.api.Usage;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import java.nio.file.Path;

/**
 * Whole trees of the host: removed, measured, copied, synced. The path given may be led by symbolic
 * links except in its last part; inside the tree none is followed, whoever put it there. All
 * failures carry the path and the kernel's error: {@code NOT_FOUND}, {@code PERMISSION_DENIED},
 * {@code RESOURCE_EXHAUSTED} for a full disk, {@code DATA_LOSS} for an I/O error.
 */
public final class FileTree {

  private FileTree() {}

  /**
   * Removes a file or a tree; absent is fine.
   *
   * @throws io.carob.api.CarobException {@code FAILED_PRECONDITION} when something is mounted
   *     inside; other parts may be gone then
   */
  public static void remove(Path path) {
    TreeRemoval.remove(AT_FDCWD, RawName.ofPath(path), RawName.ofPath(path));
  }

  /** The same for what should be a folder, and mostly an empty one: that takes one call. */
  public static void removeFolder(Path folder) {
    TreeRemoval.removeDirectory(AT_FDCWD, RawName.ofPath(folder));
  }

  /**
   * Removes a folder that holds nothing but a few empty folders, if it is one; absent is fine.
   *
   * @return false where there is more to remove, or it fails: {@link #remove} is the way then
   */
  public static boolean removeFew(Path folder) {
    return TreeRemoval.removeFew(AT_FDCWD, RawName.ofPath(folder));
  }

  /**
   * Counts allocated bytes and inodes of a tree, each inode once however many names it has, within
   * one mount. Entries that vanish meanwhile are left out.
   */
  public static Usage usage(Path path) {
    return TreeUsage.of(RawName.ofPath(path));
  }

  /**
   * Visits a tree within one mount: a folder before what is in it, entries in the file system's
   * order, the folder given itself first with an empty path. Entries that vanish meanwhile are left
   * out.
   *
   * @param folder an existing folder
   */
  public static void walk(Path folder, TreeVisitor visitor) {
    TreeWalk.walk(RawName.ofPath(folder), visitor);
  }

  /**
   * Copies the content of a folder into another: modes, owners, times to the nanosecond, extended
   * attributes, hard links among the files, devices, FIFOs, symbolic links and holes. File content
   * is shared (reflink) where the file system can, else copied within the kernel. Sockets are left
   * out, as in tar. The target folder gets the source folder's own attributes.
   *
   * @param from an existing folder that nobody changes meanwhile
   * @param to an existing, empty folder
   * @throws io.carob.api.CarobException {@code ALREADY_EXISTS} when the target holds one of the
   *     names; what was copied until a failure stays
   */
  public static void copy(Path from, Path to, CopyOptions options) {
    try (RootDirectory source = RootDirectory.open(from);
        RootDirectory target = RootDirectory.open(to)) {
      new TreeCopy(source, target, options).run();
    }
  }

  /**
   * Copies what folders over each other show, exactly as {@link #copy} would if it were one tree.
   *
   * @param from folders that nobody changes meanwhile
   * @param to an existing, empty folder
   * @throws io.carob.api.CarobException as {@link #copy} does
   */
  public static void copyMerged(MergedTree from, Path to, CopyOptions options) {
    merge(from, to, options, false);
  }

  /**
   * The same with new folders alone: all else are hard links of what the layers have, and must not
   * be changed.
   *
   * @throws io.carob.api.CarobException {@code FAILED_PRECONDITION} and others where the file
   *     system cannot have these links; what was made until then stays
   */
  public static void linkMerged(MergedTree from, Path to) {
    merge(from, to, CopyOptions.EXACT, true);
  }

  private static void merge(MergedTree from, Path to, CopyOptions options, boolean links) {
    try (RootDirectory target = RootDirectory.open(to);
        MergedWalk walk = new MergedWalk(from, new MergedCopy(target, options, links))) {
      walk.run();
    }
  }

  /**
   * Whether two files of one directory could share content there. Tried with real files, which are
   * removed again.
   *
   * @return empty when it works, else why not
   */
  public static java.util.Optional<String> whyNoReflink(Path directory) {
    return Reflink.whyNot(directory);
  }

  /**
   * Waits until everything written to the file system of a path is on its disk. For little there is
   * {@link SmallTree}.
   */
  public static void syncFileSystem(Path path) {
    String raw = RawName.ofPath(path);
    try (Fd fd = Fd.open(raw, O_RDONLY)) {
      LinuxError.check(Libc.syncfs(fd.number()), "syncfs", raw);
    }
  }

  /** Waits until a file's content is on the disk, and of its attributes what finding it takes. */
  public static void syncContent(Path file) {
    String raw = RawName.ofPath(file);
    try (Fd fd = Fd.open(raw, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)) {
      LinuxError.check(Libc.fdatasync(fd.number()), "fdatasync", raw);
    }
  }

  /** Waits until a file's content, or a directory's names, are on the disk. */
  public static void sync(Path path) {
    String raw = RawName.ofPath(path);
    try (Fd fd = Fd.open(raw, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)) {
      LinuxError.check(Libc.fsync(fd.number()), "fsync", raw);
    }
  }

  /** Creates a FIFO with exactly this mode. */
  public static void mkfifo(Path path, int mode) {
    Path parent = path.toAbsolutePath().getParent();
    Path name = path.getFileName();
    if (parent == null || name == null) {
      throw LinuxError.of("mknodat", path.toString(), 22);
    }
    try (RootDirectory root = RootDirectory.open(parent)) {
      root.mknod(RawName.ofPath(name), FileType.FIFO, mode, 0);
    }
  }

  /** Opens a directory, last part not followed. */
  static Fd directory(int dir, String name) {
    return Fd.openAt(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
  }
}
