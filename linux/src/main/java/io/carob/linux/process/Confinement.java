package io.carob.linux.process;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.S_IFREG;

import io.carob.linux.internal.Libc;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The steps that leave a thread in a new mount namespace with one program and nothing else, so that
 * whoever takes the program over gains nothing by it. All memory is made ready in the constructor;
 * {@link #enter} only makes calls.
 *
 * <p>The real group differs from the effective one when the program starts: to the kernel it is
 * then no ordinary child of its user, and other processes of that user may not trace it.
 */
final class Confinement {

  private static final int MS_RDONLY = 1;
  private static final int MS_NOSUID_NODEV = 2 | 4;
  private static final int MS_NOEXEC = 8;
  private static final int MS_REMOUNT = 32;
  private static final int MS_BIND = 4096;
  private static final int MNT_DETACH = 2;
  private static final int FILE_MODE = 0555;

  private static final int PR_CAPBSET_DROP = 24;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_SET_SECCOMP = 22;
  private static final int SECCOMP_MODE_FILTER = 2;
  private static final int MAX_CAPABILITY = 63;
  private static final int CAPABILITY_VERSION_3 = 0x20080522;
  private static final int CAPABILITY_HEADER = 8;
  private static final int CAPABILITY_DATA = 24;
  private static final int NOBODY = 65534;

  /** A folder that every host has, over which the new root is mounted before it becomes that. */
  private static final String STAGE = "/proc";

  private final String program;
  private final Machine machine = Machine.host();
  private final SeccompFilter filter = new SeccompFilter(machine);
  private final ByteBuffer capabilities = Scratch.direct(CAPABILITY_HEADER + CAPABILITY_DATA);
  private final long header = Scratch.address(capabilities);
  private final ByteBuffer strings;
  private final long source;
  private final long target;
  private final long stage;
  private final long tmpfs;
  private final long options;
  private final long dot;
  private final long slash;
  private int used;
  private String failedCall = "";

  /**
   * Makes the steps.
   *
   * @param path the program's absolute path
   */
  Confinement(String path) {
    this.program = path.substring(path.lastIndexOf('/'));
    this.strings = Scratch.direct(2 * path.length() * Integer.BYTES + 256);
    this.source = text(path);
    this.target = text(STAGE + program);
    this.stage = text(STAGE);
    this.tmpfs = text("tmpfs");
    this.options = text("size=4k,nr_inodes=4,mode=0555");
    this.dot = text(".");
    this.slash = text("/");
    capabilities.putInt(0, CAPABILITY_VERSION_3);
  }

  private long text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long address = Scratch.address(strings) + used;
    strings.put(used, bytes);
    used += bytes.length + 1;
    return address;
  }

  /** Where the program is afterwards. */
  String program() {
    return program;
  }

  /** Takes the calling thread in; 0, or the negated error number. */
  int enter() {
    int result = makeRoot();
    return result < 0 ? result : dropRights();
  }

  private int makeRoot() {
    failedCall = "confinement: root file system";
    int result = Libc.mount(tmpfs, stage, tmpfs, MS_NOSUID_NODEV, options);
    result = result < 0 ? result : Libc.mknodat(AT_FDCWD, target, S_IFREG | FILE_MODE, 0);
    result = result < 0 ? result : Libc.mount(source, target, 0, MS_BIND, 0);
    int readOnly = MS_REMOUNT | MS_RDONLY | MS_NOSUID_NODEV;
    result = result < 0 ? result : Libc.mount(0, target, 0, readOnly | MS_BIND, 0);
    result = result < 0 ? result : Libc.mount(0, stage, 0, readOnly | MS_NOEXEC, 0);
    result = result < 0 ? result : Libc.chdir(stage);
    result = result < 0 ? result : Libc.pivotRoot(dot, dot);
    result = result < 0 ? result : Libc.umount2(dot, MNT_DETACH);
    return result < 0 ? result : Libc.chdir(slash);
  }

  private int dropRights() {
    failedCall = "confinement: rights";
    int result = Libc.setRealGroup(machine.setresgid(), NOBODY);
    for (int i = 0; i <= MAX_CAPABILITY && result >= 0; i++) {
      if (Libc.prctl(PR_CAPBSET_DROP, i, 0) < 0) {
        break; // beyond the last that this kernel has
      }
    }
    result = result < 0 ? result : Libc.capset(header, header + CAPABILITY_HEADER);
    result = result < 0 ? result : Libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0);
    return result < 0 ? result : Libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter.address());
  }

  /** What failed in {@link #enter}. */
  String failedCall() {
    return failedCall;
  }
}
