package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.Scratch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In which file systems a tree can be sealed: in ext4 with a journal of its own. Each is looked at
 * once. That does not change while one is mounted, so whoever keeps this object keeps them mounted:
 * by an open file, say. Safe for use by many threads.
 */
public final class Journals {

  private static final long EXT4 = 0xEF53;

  private record Mounted(long device, long mount) {}

  private final Map<Mounted, Boolean> known = new ConcurrentHashMap<>();

  boolean has(String path, long device, long mount) {
    Mounted mounted = new Mounted(device, mount);
    Boolean answer = known.get(mounted);
    if (answer == null) {
      answer = look(path, device);
      known.put(mounted, answer);
    }
    return answer;
  }

  private static boolean look(String path, long device) {
    return diskWithJournal(path, device).filter(Journals::isInOrder).isPresent()
        && takesMarks(path);
  }

  /** With this option a commit of the journal does not wait for what was written out before. */
  private static boolean isInOrder(String disk) {
    try {
      return !Files.readString(Path.of("/proc/fs/ext4", disk, "options"))
          .contains("journal_async_commit");
    } catch (IOException e) {
      return false; // not known
    }
  }

  /** Root of a container may not set these attributes. */
  private static boolean takesMarks(String path) {
    try {
      Xattrs.set(path, SmallTree.MARK, new byte[] {'?'});
      Xattrs.remove(path, SmallTree.MARK);
      return true;
    } catch (CarobException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED || e.code() == ErrorCode.UNSUPPORTED) {
        return false;
      }
      throw e;
    }
  }

  /** The disk's name, if it is an ext4 with a journal of its own: the kernel lists those. */
  private static Optional<String> diskWithJournal(String path, long device) {
    Scratch scratch = Scratch.get();
    int result = Libc.statfs(scratch.path(path), scratch.bufferAddress());
    if (result < 0 || scratch.buffer().getLong(0) != EXT4) {
      return Optional.empty();
    }
    String link = "/sys/dev/block/" + Device.major(device) + ":" + Device.minor(device);
    int size =
        Libc.readlinkat(AT_FDCWD, scratch.path(link), scratch.bufferAddress(), Scratch.PATH_MAX);
    if (size < 0) {
      return Optional.empty();
    }
    byte[] target = new byte[size];
    scratch.buffer().get(0, target);
    String text = new String(target, StandardCharsets.ISO_8859_1);
    String disk = text.substring(text.lastIndexOf('/') + 1);
    // 8 is the inode of every journal that lies in its own file system.
    boolean listed = Statx.call(AT_FDCWD, "/proc/fs/jbd2/" + disk + "-8", AT_SYMLINK_NOFOLLOW) >= 0;
    return listed ? Optional.of(disk) : Optional.empty();
  }
}
