package io.carob.linux.fs;

import io.carob.linux.internal.Constants;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.time.Instant;

/** Reads the structure of statx(2) from the thread's scratch memory. */
final class Statx {

  private static final int BIRTH = 0x800;
  private static final int MASK = 0x7FF | BIRTH | 0x1000; // all that is basic, and the mount
  private static final int ATTR_MOUNT_ROOT = 0x2000;
  private static final int BLOCK = 512;

  private Statx() {}

  /** Calls statx and leaves its answer in the scratch structure. */
  static int call(int dir, String name, int flags) {
    Scratch scratch = Scratch.get();
    int empty = name.isEmpty() ? Constants.AT_EMPTY_PATH : 0;
    return Libc.statx(dir, scratch.path(name), flags | empty, MASK, scratch.structAddress());
  }

  static FileStat at(int dir, String name, int flags) {
    LinuxError.check(call(dir, name, flags), "statx", name);
    return read();
  }

  static int mode(ByteBuffer s) {
    return Short.toUnsignedInt(s.getShort(28));
  }

  static int nlink(ByteBuffer s) {
    return s.getInt(16);
  }

  static long ino(ByteBuffer s) {
    return s.getLong(32);
  }

  static long size(ByteBuffer s) {
    return s.getLong(40);
  }

  static long allocated(ByteBuffer s) {
    return s.getLong(48) * BLOCK;
  }

  static long dev(ByteBuffer s) {
    return Device.of(s.getInt(136), s.getInt(140));
  }

  static long mountId(ByteBuffer s) {
    return s.getLong(144);
  }

  /** Whether the file system keeps when the inode was made. */
  static boolean hasBirth(ByteBuffer s) {
    return (s.getInt(0) & BIRTH) != 0;
  }

  static boolean isMountRoot(ByteBuffer s) {
    return (s.getLong(8) & ATTR_MOUNT_ROOT) != 0;
  }

  static FileStat read() {
    ByteBuffer s = Scratch.get().struct();
    return new FileStat(
        dev(s),
        ino(s),
        mode(s),
        nlink(s),
        s.getInt(20),
        s.getInt(24),
        Device.of(s.getInt(128), s.getInt(132)),
        s.getLong(40),
        allocated(s),
        time(s, 64),
        time(s, 112),
        time(s, 96),
        mountId(s));
  }

  private static Instant time(ByteBuffer s, int at) {
    return Instant.ofEpochSecond(s.getLong(at), s.getInt(at + 8));
  }
}
