package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;

import io.carob.linux.internal.Libc;
import io.carob.linux.internal.Scratch;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which file systems are ext4 with a journal of their own, each looked at once. That does not
 * change while one is mounted, so whoever keeps this object keeps them mounted: by an open file,
 * say. Safe for use by many threads.
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

  /** Whether it is an ext4 with a journal of its own: the kernel lists those. */
  private static boolean look(String path, long device) {
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
}
