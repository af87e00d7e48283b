package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.EAGAIN;
import static io.carob.linux.internal.Constants.O_CLOEXEC;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Directories inside a root, resolved by the kernel once and kept open while they are in use. */
final class ParentCache implements AutoCloseable {

  private static final int CAPACITY = 64;
  private static final int RESOLVE_NO_MAGICLINKS = 0x02;
  private static final int RESOLVE_NO_SYMLINKS = 0x04;
  private static final int RESOLVE_BENEATH = 0x08;
  private static final int RESOLVE_IN_ROOT = 0x10;
  private static final int HOW_SIZE = 24;
  private static final int ATTEMPTS = 128;
  private static final int CHUNK = 3072;

  private final int root;
  private final Map<String, Fd> open = new LinkedHashMap<>(CAPACITY * 2, 0.75f, true);
  private String lastPath = "";
  private int lastFd;

  ParentCache(int root) {
    this.root = root;
    this.lastFd = root;
  }

  /** The descriptor of a directory; valid until the next call. */
  int get(String directory) {
    if (directory.equals(lastPath)) {
      return lastFd;
    }
    if (directory.isEmpty()) {
      return root;
    }
    Fd known = open.get(directory);
    if (known == null) {
      known = resolve(root, directory, O_PATH | O_DIRECTORY);
      open.put(directory, known);
      evict();
    }
    lastPath = directory;
    lastFd = known.number();
    return lastFd;
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  void clear() {
    lastPath = "";
    lastFd = root;
    open.values().forEach(Fd::close);
    open.clear();
  }

  @Override
  public void close() {
    clear();
  }

  private void evict() {
    if (open.size() > CAPACITY) {
      var oldest = open.entrySet().iterator();
      Fd fd = oldest.next().getValue();
      oldest.remove();
      fd.close();
    }
  }

  /**
   * Opens a path below a directory as if that directory were {@code /}. A path longer than the
   * kernel takes at once is resolved in parts, of which the later ones may hold no symbolic link
   * and no {@code ..}.
   */
  static Fd resolve(int root, String path, int flags) {
    if (path.length() < CHUNK) {
      return openat2(root, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }
    int restriction = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
    Fd current = null;
    String rest = path;
    try {
      while (rest.length() >= CHUNK) {
        int cut = rest.lastIndexOf('/', CHUNK);
        String head = cut <= 0 ? rest : rest.substring(0, cut);
        Fd next = openat2(number(current, root), head, O_PATH | O_DIRECTORY, restriction);
        close(current);
        current = next;
        restriction = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
        rest = rest.substring(head.length()).replaceFirst("^/+", "");
      }
      return openat2(number(current, root), rest.isEmpty() ? "." : rest, flags, restriction);
    } finally {
      close(current);
    }
  }

  private static int number(@org.jspecify.annotations.Nullable Fd fd, int otherwise) {
    return fd == null ? otherwise : fd.number();
  }

  private static void close(@org.jspecify.annotations.Nullable Fd fd) {
    if (fd != null) {
      fd.close();
    }
  }

  /** Repeats when a rename somewhere on the host made the kernel unsure. */
  private static Fd openat2(int dir, String path, int flags, int resolve) {
    Scratch scratch = Scratch.get();
    long address = scratch.path(path);
    int result = -EAGAIN;
    for (int i = 0; i < ATTEMPTS && result == -EAGAIN; i++) {
      ByteBuffer how = scratch.struct(HOW_SIZE);
      how.putLong(0, flags | O_CLOEXEC);
      how.putLong(16, resolve);
      result = Libc.openat2(dir, address, scratch.structAddress(), HOW_SIZE);
    }
    return new Fd(LinuxError.check(result, "openat2", path));
  }
}
