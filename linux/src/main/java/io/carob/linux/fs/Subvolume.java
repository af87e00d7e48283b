package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_RDONLY;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.Errno;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Subvolumes of btrfs, by the kernel's own calls. A subvolume looks like a folder and is renamed
 * like one, but only {@link #remove} deletes it whole, and a snapshot of it costs the same however
 * much it holds. Making a snapshot waits for a commit of the file system: some milliseconds.
 *
 * <p>All but the questions need {@code CAP_SYS_ADMIN}. A path may be led by symbolic links except
 * in its last part. Failures carry the path and the kernel's error.
 */
public final class Subvolume {

  private static final long BTRFS = 0x9123683EL;
  private static final long ROOT_INODE = 256;
  private static final long READ_ONLY = 1 << 1;

  private static final long SNAP_DESTROY = 0x5000940FL;
  private static final long SNAP_CREATE_V2 = 0x50009417L;
  private static final long SUBVOL_CREATE_V2 = 0x50009418L;
  private static final long GET_FLAGS = 0x80089419L;
  private static final long SET_FLAGS = 0x4008941AL;
  private static final long QGROUP_LIMIT = 0x8030942BL;
  private static final long GET_ROOT_REFS = 0xD000943DL;
  private static final long LOOK_UP_FOLDER = 0xD000943EL;

  /** All arguments with a name are as long as this. */
  private static final int ARGUMENT = 4096;

  private static final int NAME_V1 = 8;
  private static final int NAME_V2 = 56;
  private static final int MOST_NAME = 255;
  private static final int MOST_REFS = 255;
  private static final int REF_COUNT = 8 + MOST_REFS * 16;
  private static final int CHILD_NAME = 16;
  private static final int CHILD_FOLDER = CHILD_NAME + MOST_NAME + 1;
  private static final long MAX_EXCLUSIVE = 1 << 1;

  private Subvolume() {}

  /** Whether a path lies on btrfs, so that a subvolume can be made in it. */
  public static boolean isPossibleIn(Path folder) {
    return isPossibleIn(RawName.ofPath(folder));
  }

  private static boolean isPossibleIn(String raw) {
    Scratch scratch = Scratch.get();
    long path = scratch.path(raw);
    LinuxError.check(Libc.statfs(path, scratch.bufferAddress()), "statfs", raw);
    return (scratch.buffer().getLong(0) & 0xFFFFFFFFL) == BTRFS;
  }

  /** Whether a path is a subvolume itself; false when it is absent. */
  public static boolean is(Path path) {
    return is(RawName.ofPath(path));
  }

  private static boolean is(String path) {
    try {
      FileStat stat = Statx.at(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
      return stat.isDirectory() && stat.ino() == ROOT_INODE && isPossibleIn(path);
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Makes an empty one, with mode 0777 less the umask.
   *
   * @param folder where nothing is yet, in an existing folder on btrfs
   * @throws CarobException {@code ALREADY_EXISTS}; {@code UNSUPPORTED} where there is no btrfs;
   *     {@code RESOURCE_EXHAUSTED}
   */
  public static void create(Path folder) {
    String path = RawName.ofPath(folder);
    try (Fd parent = parent(path)) {
      ByteBuffer argument = argument();
      putName(argument, NAME_V2, path);
      ioctl(parent, SUBVOL_CREATE_V2, "make subvolume", path);
    }
  }

  /**
   * Makes a snapshot: another subvolume with the same content, which shares all blocks. Subvolumes
   * inside are not part of it: an empty folder stands for each. It appears complete or not at all.
   *
   * @param of an existing subvolume
   * @param folder where nothing is yet, in a folder of the same file system
   * @param readOnly whether it takes no changes
   * @throws CarobException {@code ALREADY_EXISTS}; {@code FAILED_PRECONDITION} on another file
   *     system; {@code RESOURCE_EXHAUSTED}
   */
  public static void snapshot(Path of, Path folder, boolean readOnly) {
    String path = RawName.ofPath(folder);
    try (Fd source = folder(RawName.ofPath(of));
        Fd parent = parent(path)) {
      ByteBuffer argument = argument();
      argument.putLong(0, source.number());
      argument.putLong(16, readOnly ? READ_ONLY : 0);
      putName(argument, NAME_V2, path);
      ioctl(parent, SNAP_CREATE_V2, "make a snapshot at", path);
    }
  }

  /** Whether a subvolume takes no changes. */
  public static boolean isReadOnly(Path subvolume) {
    String path = RawName.ofPath(subvolume);
    try (Fd fd = folder(path)) {
      return (flags(fd, path) & READ_ONLY) != 0;
    }
  }

  /** Has a subvolume take changes or not; the same again does nothing. */
  public static void setReadOnly(Path subvolume, boolean readOnly) {
    setReadOnly(RawName.ofPath(subvolume), readOnly);
  }

  private static void setReadOnly(String subvolume, boolean readOnly) {
    try (Fd fd = folder(subvolume)) {
      long before = flags(fd, subvolume);
      long after = readOnly ? before | READ_ONLY : before & ~READ_ONLY;
      if (after != before) {
        argument().putLong(0, after);
        ioctl(fd, SET_FLAGS, "set flags of subvolume", subvolume);
      }
    }
  }

  private static long flags(Fd fd, String subvolume) {
    ByteBuffer argument = argument();
    ioctl(fd, GET_FLAGS, "get flags of subvolume", subvolume);
    return argument.getLong(0);
  }

  /**
   * The subvolumes directly inside of one, as raw paths from it. Whoever may write in a subvolume
   * can make some. Costs the same however many files there are.
   */
  public static List<String> children(Path subvolume) {
    return children(RawName.ofPath(subvolume));
  }

  private static List<String> children(String subvolume) {
    List<String> children = new ArrayList<>();
    try (Fd fd = folder(subvolume)) {
      long least = 0;
      while (true) {
        ByteBuffer argument = argument();
        argument.putLong(0, least);
        int result = Libc.ioctl(fd.number(), GET_ROOT_REFS, Scratch.get().bufferAddress());
        boolean more = result == -Errno.EOVERFLOW.number();
        if (!more) {
          LinuxError.check(result, "list subvolumes of", subvolume);
        }
        long[] refs = refs(argument);
        least = argument.getLong(0);
        for (int i = 0; i < refs.length; i += 2) {
          children.add(child(fd, refs[i], refs[i + 1], subvolume));
        }
        if (!more) {
          return children;
        }
      }
    }
  }

  private static long[] refs(ByteBuffer argument) {
    int count = Math.min(argument.get(REF_COUNT) & 0xFF, MOST_REFS);
    long[] refs = new long[2 * count];
    for (int i = 0; i < refs.length; i++) {
      refs[i] = argument.getLong(8 + 8 * i);
    }
    return refs;
  }

  private static String child(Fd fd, long tree, long folder, String subvolume) {
    ByteBuffer argument = argument();
    argument.putLong(0, folder);
    argument.putLong(8, tree);
    ioctl(fd, LOOK_UP_FOLDER, "look up a subvolume in", subvolume);
    return text(argument, CHILD_FOLDER) + text(argument, CHILD_NAME);
  }

  /**
   * Deletes a subvolume with all in it, also the subvolumes that were made inside; a plain file or
   * folder is removed as {@link FileTree#remove} does, and absent is fine. The space is free some
   * time after. Nobody else changes the tree meanwhile, and nothing is mounted from it.
   */
  public static void remove(Path path) {
    remove(RawName.ofPath(path));
  }

  private static void remove(String path) {
    if (is(path)) {
      for (String child : children(path)) {
        setReadOnly(path, false); // else its names cannot be taken away
        removeChild(path, child);
      }
      try (Fd parent = parent(path)) {
        ByteBuffer argument = argument();
        putName(argument, NAME_V1, path);
        ioctl(parent, SNAP_DESTROY, "delete subvolume", path);
      }
    } else {
      TreeRemoval.remove(AT_FDCWD, path, path);
    }
  }

  /** By a handle of its folder, so that no link in the tree leads out of it. */
  private static void removeChild(String subvolume, String child) {
    int slash = child.lastIndexOf('/');
    try (Fd fd = folder(subvolume);
        RootDirectory root = RootDirectory.open(Path.of(fd.procPath()));
        RootDirectory folder = root.openSubdirectory(child.substring(0, Math.max(slash, 0)))) {
      remove(folder.procPath() + "/" + child.substring(slash + 1));
    }
  }

  /**
   * Bounds what a subvolume has for itself, shared blocks not counted. Beyond it who writes gets
   * {@code EDQUOT}.
   *
   * @param bytes the most, or 0 to change nothing and only find out whether it would be possible
   * @throws CarobException {@code UNSUPPORTED} where the file system has no quotas switched on
   */
  public static void limit(Path subvolume, long bytes) {
    try (Fd fd = folder(RawName.ofPath(subvolume))) {
      ByteBuffer argument = argument();
      argument.putLong(8, bytes == 0 ? 0 : MAX_EXCLUSIVE);
      argument.putLong(24, bytes);
      int result = Libc.ioctl(fd.number(), QGROUP_LIMIT, Scratch.get().bufferAddress());
      if (result == -Errno.ENOTCONN.number()) {
        throw new CarobException(
            ErrorCode.UNSUPPORTED,
            "limit of "
                + subvolume
                + ": its file system has no quotas; switch them on with: btrfs quota enable PATH");
      }
      LinuxError.check(result, "limit subvolume", RawName.ofPath(subvolume));
    }
  }

  private static Fd folder(String path) {
    return Fd.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  }

  private static Fd parent(String path) {
    int slash = path.lastIndexOf('/');
    String parent = slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
    return Fd.open(parent, O_RDONLY | O_DIRECTORY);
  }

  /** The calling thread's buffer, its beginning zeroed. */
  private static ByteBuffer argument() {
    ByteBuffer buffer = Scratch.get().buffer();
    for (int i = 0; i < ARGUMENT; i += Long.BYTES) {
      buffer.putLong(i, 0);
    }
    return buffer;
  }

  private static void putName(ByteBuffer argument, int offset, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty() || name.length() > MOST_NAME) {
      throw LinuxError.of("name subvolume", path, Errno.ENAMETOOLONG.number());
    }
    argument.put(offset, RawName.toBytes(name));
  }

  private static String text(ByteBuffer argument, int offset) {
    int end = offset;
    while (end < ARGUMENT && argument.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    argument.get(offset, bytes);
    return RawName.ofBytes(bytes);
  }

  private static void ioctl(Fd fd, long request, String what, String path) {
    int result = Libc.ioctl(fd.number(), request, Scratch.get().bufferAddress());
    LinuxError.check(result, what, path);
  }
}
