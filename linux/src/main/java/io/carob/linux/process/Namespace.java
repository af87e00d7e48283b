package io.carob.linux.process;

/** The kinds of namespaces that a process lives in. */
public enum Namespace {
  /**
   * Only to be pinned: the kernel lets no process with several threads, so no JVM, make or enter
   * one.
   */
  USER(0x10000000, "user"),
  CGROUP(0x02000000, "cgroup"),
  IPC(0x08000000, "ipc"),
  UTS(0x04000000, "uts"),
  NETWORK(0x40000000, "net"),
  PID(0x20000000, "pid"),
  MOUNT(0x00020000, "mnt");

  private final int flag;
  private final String fileName;

  Namespace(int flag, String fileName) {
    this.flag = flag;
    this.fileName = fileName;
  }

  /** The bit for unshare(2) and setns(2). */
  int flag() {
    return flag;
  }

  /** The name under {@code /proc/<pid>/ns}. */
  public String fileName() {
    return fileName;
  }
}
