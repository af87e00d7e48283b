package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NONBLOCK;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A small tree on its way to the disk by one commit of the file system's journal, and with it a few
 * files beside it. What others write to the file system is not waited for.
 *
 * <p>ext4 writes all changes of names, sizes, modes and attributes in their order. So the content
 * of files is written first, without a flush of the disk; then the tree's folder gets a mark, an
 * extended attribute, and its {@code fsync} commits the journal up to that mark and flushes all at
 * once. After a crash of the machine, a mark that is there says that everything before it is there.
 *
 * <p>Used by one thread. Failures carry the path and the kernel's error: {@code DATA_LOSS} for an
 * I/O error, {@code RESOURCE_EXHAUSTED} for a full disk.
 */
public final class SmallTree implements AutoCloseable {

  static final String MARK = "trusted.carob.sealed";
  private static final int MOST_ENTRIES = 64;

  private final String folder;
  private final Fd top;
  private final long device;

  private SmallTree(String folder, Fd top, long device) {
    this.folder = folder;
    this.top = top;
    this.device = device;
  }

  /**
   * Writes out what the files of a tree hold. Where that is not cheap and sure, nothing is done and
   * {@link FileTree#syncFileSystem} is the way: only on ext4 with a journal of its own and inodes
   * of 256 bytes, as they are by default, for at most 64 entries, and with the right to set {@code
   * trusted} attributes.
   *
   * @param folder an existing folder that nobody changes until {@link #seal} has returned
   */
  public static Optional<SmallTree> writeOut(Path folder) {
    return writeOut(folder, new Journals());
  }

  /** The same with what is known of file systems already. */
  public static Optional<SmallTree> writeOut(Path folder, Journals journals) {
    String path = RawName.ofPath(folder);
    Fd top = FileTree.directory(AT_FDCWD, path);
    boolean small = false;
    try {
      LinuxError.check(Statx.call(top.number(), "", 0), "statx", path);
      ByteBuffer statx = Scratch.get().struct();
      long device = Statx.dev(statx);
      long mount = Statx.mountId(statx);
      // An inode of 128 bytes has no room for a mark (nor for this): it would take a block.
      boolean room = Statx.hasBirth(statx);
      SmallTree tree = new SmallTree(path, top, device);
      small = room && journals.has(path, device, mount) && tree.writeContents();
      return small ? Optional.of(tree) : Optional.empty();
    } finally {
      if (!small) {
        top.close();
      }
    }
  }

  /**
   * Writes out what a file beside the tree holds, so that {@link #seal} brings it to the disk, too.
   *
   * @return false, with nothing promised, when it lies in another file system
   * @throws CarobException {@code NOT_FOUND} when there is no such file
   */
  public boolean writeOutBeside(Path file) {
    String path = RawName.ofPath(file);
    try (Fd fd = Fd.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)) {
      LinuxError.check(Statx.call(fd.number(), "", 0), "statx", path);
      boolean same = Statx.dev(Scratch.get().struct()) == device;
      if (same) {
        writeOut(fd, path);
      }
      return same;
    }
  }

  /**
   * Marks the tree, and returns when it is on the disk with its name and all that was written out.
   *
   * @param mark another one each time, since what does not change anything is not written; at most
   *     64 characters of ASCII
   */
  public void seal(String mark) {
    Xattrs.set(top.number(), folder, MARK, mark.getBytes(StandardCharsets.US_ASCII));
    LinuxError.check(Libc.fsync(top.number()), "fsync", folder);
  }

  /** Takes the mark away again, where it came; does not wait for the disk. */
  public void unseal() {
    Xattrs.remove(folder, MARK);
  }

  /** The mark of a folder; empty when it has none, or is not there. */
  public static Optional<String> mark(Path folder) {
    try {
      return Xattrs.get(folder, MARK).map(value -> new String(value, StandardCharsets.US_ASCII));
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    top.close();
  }

  /** False when there are too many entries or another file system begins. */
  private boolean writeContents() {
    int entries = 0;
    try (DirectoryStack stack = DirectoryStack.over(top, folder)) {
      while (stack.next()) {
        LinuxError.check(
            Statx.call(stack.directory(), stack.name(), AT_SYMLINK_NOFOLLOW), "statx", folder);
        ByteBuffer statx = Scratch.get().struct();
        if (++entries > MOST_ENTRIES || Statx.dev(statx) != device) {
          return false;
        }
        FileType type = FileType.ofMode(Statx.mode(statx));
        if (type == FileType.DIRECTORY) {
          stack.enter();
        } else if (type == FileType.REGULAR && Statx.size(statx) > 0) {
          writeContent(stack);
        }
      }
      return true;
    }
  }

  private void writeContent(DirectoryStack stack) {
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
    try (Fd file = Fd.openAt(stack.directory(), stack.name(), flags, 0)) {
      writeOut(file, folder);
    }
  }

  /** Writes a file's content and waits for it, but not for the disk to flush. */
  private static void writeOut(Fd file, String subject) {
    LinuxError.check(Libc.syncFileRange(file.number()), "sync_file_range", subject);
  }
}
