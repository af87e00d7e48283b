package io.carob.linux.process;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything that posix_spawn(3) reads, laid out in native memory beforehand: the thread that calls
 * it must not allocate or load much any more.
 */
final class SpawnArguments implements AutoCloseable {

  private static final int O_RDWR = 2;
  private static final int FLAGS = 0x80 | 0x08 | 0x04; // SETSID, SETSIGMASK, SETSIGDEF
  private static final int OPAQUE = 512;
  private static final int SIGSET = 128;
  private static final int ROOT = 0;
  private static final int SIGNALS = 32;
  private static final int ATTRIBUTES = SIGNALS + SIGSET;
  private static final int ACTIONS = ATTRIBUTES + OPAQUE;
  private static final int PID = ACTIONS + OPAQUE;
  private static final int FIXED = PID + 8;

  private final ByteBuffer fixed = Scratch.direct(FIXED);
  private final long base = Scratch.address(fixed);
  private final ByteBuffer strings;
  private final long path;
  private final long argv;
  private final long envp;

  private final Fd devNull;

  /**
   * Lays all out.
   *
   * @param inside where the program is for the thread that starts it, when that is not the first
   *     argument
   */
  SpawnArguments(List<String> arguments, List<String> environment, Optional<String> inside) {
    devNull = Fd.open("/dev/null", O_RDWR);
    List<byte[]> all = new ArrayList<>();
    arguments.forEach(argument -> all.add(bytes(argument)));
    environment.forEach(variable -> all.add(bytes(variable)));
    all.add(bytes(inside.orElse(arguments.get(0))));
    int pointers = Long.BYTES * (all.size() + 1);
    strings = Scratch.direct(pointers + all.stream().mapToInt(b -> b.length + 1).sum());
    long start = Scratch.address(strings);
    int next = pointers;
    int slot = 0;
    long last = start;
    for (int i = 0; i < all.size(); i++) {
      last = start + next;
      slot += i == arguments.size() ? 1 : 0;
      if (i < all.size() - 1) {
        strings.putLong(slot++ * Long.BYTES, last);
      }
      strings.put(next, all.get(i));
      next += all.get(i).length + 1;
    }
    path = last;
    argv = start;
    envp = start + (long) Long.BYTES * (arguments.size() + 1);
    prepare();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void prepare() {
    fixed.put(ROOT, "/\0".getBytes(StandardCharsets.US_ASCII));
    long attributes = base + ATTRIBUTES;
    long actions = base + ACTIONS;
    check(Libc.spawnAttrInit(attributes), "posix_spawnattr_init");
    check(Libc.spawnAttrSetFlags(attributes, FLAGS), "posix_spawnattr_setflags");
    check(Libc.spawnAttrSetSigmask(attributes, base + SIGNALS), "posix_spawnattr_setsigmask");
    for (int i = 0; i < SIGSET; i++) {
      fixed.put(SIGNALS + i, (byte) 0xFF);
    }
    check(Libc.spawnAttrSetSigdefault(attributes, base + SIGNALS), "posix_spawnattr_setsigdefault");
    check(Libc.spawnActionsInit(actions), "posix_spawn_file_actions_init");
    for (int fd = 0; fd <= 2; fd++) {
      check(Libc.spawnActionsDup2(actions, devNull.number(), fd), "adddup2");
    }
    check(Libc.spawnActionsCloseFrom(actions, 3), "addclosefrom_np");
    check(Libc.spawnActionsChdir(actions, base + ROOT), "addchdir_np");
  }

  private static void check(int result, String call) {
    if (result != 0) {
      throw LinuxError.of("spawn", call, result, "a C library from glibc 2.34 on is needed");
    }
  }

  /** Starts the program; its number, or the negated error number. */
  int spawn() {
    int error = Libc.posixSpawn(base + PID, path, base + ACTIONS, base + ATTRIBUTES, argv, envp);
    return error == 0 ? fixed.getInt(PID) : -Math.abs(error);
  }

  @Override
  public void close() {
    int ignored = Libc.spawnAttrDestroy(base + ATTRIBUTES);
    ignored |= Libc.spawnActionsDestroy(base + ACTIONS);
    assert ignored == 0 : "these cannot fail";
    devNull.close();
  }
}
