package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NONBLOCK;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Brings a small tree to the disk without what others have written to the file system. Only where a
 * journal makes that cheap and sure: ext4 writes all changes of names, modes and attributes in
 * their order, so one commit of the journal brings all that were made before it. The content of
 * files is synced file by file.
 */
final class TreeSync {

  private static final long EXT4 = 0xEF53;
  private static final int MOST_ENTRIES = 64;
  private static final int MOST_FILES = 4;

  private final Set<Long> files = new HashSet<>();
  private int entries;

  private TreeSync() {}

  /** False, with nothing promised, when the tree is not small or there is no journal. */
  static boolean sync(String folder) {
    try (Fd top = FileTree.directory(AT_FDCWD, folder)) {
      LinuxError.check(Statx.call(top.number(), "", 0), "statx", folder);
      FileStat stat = Statx.read();
      return hasJournal(folder, stat.dev())
          && new TreeSync().contents(top, folder, stat)
          && commit(top, folder, stat);
    }
  }

  /** Whether it is an ext4 with a journal of its own: the kernel lists those. */
  static boolean hasJournal(String path, long device) {
    Scratch scratch = Scratch.get();
    int result = Libc.statfs(scratch.path(path), scratch.bufferAddress());
    if (result < 0 || scratch.buffer().getLong(0) != EXT4) {
      return false;
    }
    String link = "/sys/dev/block/" + Device.major(device) + ":" + Device.minor(device);
    int size =
        Libc.readlinkat(AT_FDCWD, scratch.path(link), scratch.bufferAddress(), Scratch.PATH_MAX);
    if (size < 0) {
      return false;
    }
    byte[] target = new byte[size];
    scratch.buffer().get(0, target);
    String text = new String(target, StandardCharsets.ISO_8859_1);
    String disk = text.substring(text.lastIndexOf('/') + 1);
    // 8 is the inode of every journal that lies in its own file system.
    return Statx.call(AT_FDCWD, "/proc/fs/jbd2/" + disk + "-8", AT_SYMLINK_NOFOLLOW) >= 0;
  }

  /** Syncs what the files hold; false when there are too many or another file system begins. */
  private boolean contents(Fd top, String subject, FileStat stat) {
    Fd own = FileTree.directory(top.number(), ".");
    try (DirectoryStack stack = new DirectoryStack(own, subject)) {
      while (stack.next()) {
        LinuxError.check(
            Statx.call(stack.directory(), stack.name(), AT_SYMLINK_NOFOLLOW), "statx", subject);
        ByteBuffer statx = Scratch.get().struct();
        if (++entries > MOST_ENTRIES || Statx.dev(statx) != stat.dev()) {
          return false;
        }
        FileType type = FileType.ofMode(Statx.mode(statx));
        if (type == FileType.DIRECTORY) {
          stack.enter();
        } else if (type == FileType.REGULAR && Statx.size(statx) > 0) {
          files.add(Statx.ino(statx));
          if (files.size() > MOST_FILES) {
            return false;
          }
          content(stack, subject);
        }
      }
      return true;
    }
  }

  private static void content(DirectoryStack stack, String subject) {
    int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
    try (Fd file = Fd.openAt(stack.directory(), stack.name(), flags, 0)) {
      LinuxError.check(Libc.fsync(file.number()), "fsync", subject);
    }
  }

  /**
   * Syncs the journal up to now. A folder's fsync brings the journal to the folder's own last
   * change: so it gets one, the mode that it has.
   */
  private static boolean commit(Fd top, String subject, FileStat stat) {
    LinuxError.check(Libc.fchmod(top.number(), stat.mode() & 07777), "fchmod", subject);
    LinuxError.check(Libc.fsync(top.number()), "fsync", subject);
    return true;
  }
}
