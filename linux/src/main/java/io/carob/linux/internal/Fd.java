package io.carob.linux.internal;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.O_CLOEXEC;

/** A descriptor that is closed with a block. Always close-on-exec. Not for sharing by threads. */
public final class Fd implements AutoCloseable {

  private int number;

  public Fd(int number) {
    this.number = number;
  }

  /** Opens a host path, given raw. */
  public static Fd open(String path, int flags) {
    return openAt(AT_FDCWD, path, flags, 0);
  }

  /** Opens a path below a descriptor. */
  public static Fd openAt(int dir, String path, int flags, int mode) {
    int fd = Libc.openat(dir, Scratch.get().path(path), flags | O_CLOEXEC, mode);
    return new Fd(LinuxError.check(fd, "open", path));
  }

  /** The number, for the calls. */
  public int number() {
    if (number < 0) {
      throw new IllegalStateException("descriptor is closed");
    }
    return number;
  }

  /** A path that means exactly this open file, whatever happens to its name. */
  public String procPath() {
    return "/proc/self/fd/" + number();
  }

  public boolean isOpen() {
    return number >= 0;
  }

  /** Closes it; a second time has no effect. */
  @Override
  public void close() {
    if (number >= 0) {
      int open = number;
      number = -1;
      int ignored = Libc.close(open);
      assert ignored > -Constants.EBADF : "descriptor closed by someone else";
    }
  }
}
