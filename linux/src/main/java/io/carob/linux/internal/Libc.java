package io.carob.linux.internal;

import static io.carob.linux.internal.NativeFunction.narrow;

/**
 * The C library's functions that Carob calls, each returning its result or the negated error
 * number, as the kernel does. Addresses are plain {@code long}s. Only this package knows them.
 *
 * <p>Calls made through {@code syscall(2)} are those newer than the oldest supported C library;
 * their numbers (424 and above) are the same on every architecture.
 */
public final class Libc {

  private static final NativeFunction OPENAT = new NativeFunction("openat", 4);
  private static final NativeFunction CLOSE = new NativeFunction("close", 1);
  private static final NativeFunction READ = new NativeFunction("read", 3);
  private static final NativeFunction WRITE = new NativeFunction("write", 3);
  private static final NativeFunction PREAD = new NativeFunction("pread", 4);
  private static final NativeFunction PWRITE = new NativeFunction("pwrite", 4);
  private static final NativeFunction LSEEK = new NativeFunction("lseek", 3);
  private static final NativeFunction FTRUNCATE = new NativeFunction("ftruncate", 2);
  private static final NativeFunction FSYNC = new NativeFunction("fsync", 1);
  private static final NativeFunction FDATASYNC = new NativeFunction("fdatasync", 1);
  private static final NativeFunction SYNC_FILE_RANGE = new NativeFunction("sync_file_range", 4);
  private static final NativeFunction SYNCFS = new NativeFunction("syncfs", 1);
  private static final NativeFunction COPY_FILE_RANGE = new NativeFunction("copy_file_range", 6);
  private static final NativeFunction IOCTL = new NativeFunction("ioctl", 3);
  private static final NativeFunction MKDIRAT = new NativeFunction("mkdirat", 3);
  private static final NativeFunction SYMLINKAT = new NativeFunction("symlinkat", 3);
  private static final NativeFunction LINKAT = new NativeFunction("linkat", 5);
  private static final NativeFunction MKNODAT = new NativeFunction("mknodat", 4);
  private static final NativeFunction UNLINKAT = new NativeFunction("unlinkat", 3);
  private static final NativeFunction RENAMEAT2 = new NativeFunction("renameat2", 5);
  private static final NativeFunction READLINKAT = new NativeFunction("readlinkat", 4);
  private static final NativeFunction STATX = new NativeFunction("statx", 5);
  private static final NativeFunction STATFS = new NativeFunction("statfs", 2);
  private static final NativeFunction GETDENTS64 = new NativeFunction("getdents64", 3);
  private static final NativeFunction FCHOWNAT = new NativeFunction("fchownat", 5);
  private static final NativeFunction FCHOWN = new NativeFunction("fchown", 3);
  private static final NativeFunction CHMOD = new NativeFunction("chmod", 2);
  private static final NativeFunction FCHMOD = new NativeFunction("fchmod", 2);
  private static final NativeFunction UTIMENSAT = new NativeFunction("utimensat", 4);
  private static final NativeFunction FUTIMENS = new NativeFunction("futimens", 2);
  private static final NativeFunction LSETXATTR = new NativeFunction("lsetxattr", 5);
  private static final NativeFunction LGETXATTR = new NativeFunction("lgetxattr", 4);
  private static final NativeFunction LLISTXATTR = new NativeFunction("llistxattr", 3);
  private static final NativeFunction LREMOVEXATTR = new NativeFunction("lremovexattr", 2);
  private static final NativeFunction FSETXATTR = new NativeFunction("fsetxattr", 5);
  private static final NativeFunction FGETXATTR = new NativeFunction("fgetxattr", 4);
  private static final NativeFunction FLISTXATTR = new NativeFunction("flistxattr", 3);
  private static final NativeFunction MOUNT = new NativeFunction("mount", 5);
  private static final NativeFunction UMOUNT2 = new NativeFunction("umount2", 2);
  private static final NativeFunction CHDIR = new NativeFunction("chdir", 1);
  private static final NativeFunction PIVOT_ROOT = new NativeFunction("pivot_root", 2);
  private static final NativeFunction CAPSET = new NativeFunction("capset", 2);
  private static final NativeFunction UNSHARE = new NativeFunction("unshare", 1);
  private static final NativeFunction SETNS = new NativeFunction("setns", 2);
  private static final NativeFunction SETHOSTNAME = new NativeFunction("sethostname", 2);
  private static final NativeFunction SOCKET = new NativeFunction("socket", 3);
  private static final NativeFunction EVENTFD = new NativeFunction("eventfd", 2);
  private static final NativeFunction EPOLL_CREATE1 = new NativeFunction("epoll_create1", 1);
  private static final NativeFunction EPOLL_CTL = new NativeFunction("epoll_ctl", 4);
  private static final NativeFunction EPOLL_WAIT = new NativeFunction("epoll_wait", 4);
  private static final NativeFunction WAITPID = new NativeFunction("waitpid", 3);
  private static final NativeFunction PRCTL = new NativeFunction("prctl", 5);
  private static final NativeFunction POSIX_SPAWN = new NativeFunction("posix_spawn", 6);
  private static final NativeFunction SPAWN_ATTR_INIT =
      new NativeFunction("posix_spawnattr_init", 1);
  private static final NativeFunction SPAWN_ATTR_FLAGS =
      new NativeFunction("posix_spawnattr_setflags", 2);
  private static final NativeFunction SPAWN_ATTR_SIGMASK =
      new NativeFunction("posix_spawnattr_setsigmask", 2);
  private static final NativeFunction SPAWN_ATTR_SIGDEFAULT =
      new NativeFunction("posix_spawnattr_setsigdefault", 2);
  private static final NativeFunction SPAWN_ATTR_DESTROY =
      new NativeFunction("posix_spawnattr_destroy", 1);
  private static final NativeFunction SPAWN_ACTIONS_INIT =
      new NativeFunction("posix_spawn_file_actions_init", 1);
  private static final NativeFunction SPAWN_ACTIONS_DUP2 =
      new NativeFunction("posix_spawn_file_actions_adddup2", 3);
  private static final NativeFunction SPAWN_ACTIONS_CLOSE_FROM =
      new NativeFunction("posix_spawn_file_actions_addclosefrom_np", 2);
  private static final NativeFunction SPAWN_ACTIONS_CHDIR =
      new NativeFunction("posix_spawn_file_actions_addchdir_np", 2);
  private static final NativeFunction SPAWN_ACTIONS_DESTROY =
      new NativeFunction("posix_spawn_file_actions_destroy", 1);
  private static final NativeFunction SYSCALL3 = new NativeFunction("syscall", 3);
  private static final NativeFunction SYSCALL4 = new NativeFunction("syscall", 4);
  private static final NativeFunction SYSCALL5 = new NativeFunction("syscall", 5);
  private static final NativeFunction SYSCALL6 = new NativeFunction("syscall", 6);

  private static final int SYS_PIDFD_SEND_SIGNAL = 424;
  private static final int SYS_OPEN_TREE = 428;
  private static final int SYS_MOVE_MOUNT = 429;
  private static final int SYS_FSOPEN = 430;
  private static final int SYS_FSCONFIG = 431;
  private static final int SYS_FSMOUNT = 432;
  private static final int SYS_PIDFD_OPEN = 434;
  private static final int SYS_OPENAT2 = 437;
  private static final int SYS_MOUNT_SETATTR = 442;
  private static final int SYS_FCHMODAT2 = 452;

  private Libc() {}

  public static int openat(int dir, long path, int flags, int mode) {
    return narrow(OPENAT.call(dir, path, flags, mode));
  }

  public static int openat2(int dir, long path, long how, long size) {
    return narrow(SYSCALL5.call(SYS_OPENAT2, dir, path, how, size));
  }

  public static int close(int fd) {
    return narrow(CLOSE.call(fd));
  }

  public static long read(int fd, long buffer, long size) {
    return READ.call(fd, buffer, size);
  }

  public static long write(int fd, long buffer, long size) {
    return WRITE.call(fd, buffer, size);
  }

  public static long pread(int fd, long buffer, long size, long offset) {
    return PREAD.call(fd, buffer, size, offset);
  }

  public static long pwrite(int fd, long buffer, long size, long offset) {
    return PWRITE.call(fd, buffer, size, offset);
  }

  public static long lseek(int fd, long offset, int whence) {
    return LSEEK.call(fd, offset, whence);
  }

  public static int ftruncate(int fd, long size) {
    return narrow(FTRUNCATE.call(fd, size));
  }

  public static int fsync(int fd) {
    return narrow(FSYNC.call(fd));
  }

  public static int fdatasync(int fd) {
    return narrow(FDATASYNC.call(fd));
  }

  /** Writes out all of a file and waits for that: the three flags together, and no flush. */
  public static int syncFileRange(int fd) {
    return narrow(SYNC_FILE_RANGE.call(fd, 0, 0, 7));
  }

  public static int syncfs(int fd) {
    return narrow(SYNCFS.call(fd));
  }

  public static long copyFileRange(int in, long offsetIn, int out, long offsetOut, long size) {
    return COPY_FILE_RANGE.call(in, offsetIn, out, offsetOut, size, 0);
  }

  public static int ioctl(int fd, long request, long argument) {
    return narrow(IOCTL.call(fd, request, argument));
  }

  public static int mkdirat(int dir, long name, int mode) {
    return narrow(MKDIRAT.call(dir, name, mode));
  }

  public static int symlinkat(long target, int dir, long name) {
    return narrow(SYMLINKAT.call(target, dir, name));
  }

  public static int linkat(int fromDir, long from, int toDir, long to, int flags) {
    return narrow(LINKAT.call(fromDir, from, toDir, to, flags));
  }

  public static int mknodat(int dir, long name, int mode, long device) {
    return narrow(MKNODAT.call(dir, name, mode, device));
  }

  public static int unlinkat(int dir, long name, int flags) {
    return narrow(UNLINKAT.call(dir, name, flags));
  }

  public static int renameat2(int fromDir, long from, int toDir, long to, int flags) {
    return narrow(RENAMEAT2.call(fromDir, from, toDir, to, flags));
  }

  public static int readlinkat(int dir, long name, long buffer, long size) {
    return narrow(READLINKAT.call(dir, name, buffer, size));
  }

  public static int statx(int dir, long name, int flags, int mask, long buffer) {
    return narrow(STATX.call(dir, name, flags, mask, buffer));
  }

  public static int statfs(long path, long buffer) {
    return narrow(STATFS.call(path, buffer));
  }

  public static long getdents64(int dir, long buffer, long size) {
    return GETDENTS64.call(dir, buffer, size);
  }

  public static int fchownat(int dir, long name, int uid, int gid, int flags) {
    return narrow(FCHOWNAT.call(dir, name, uid, gid, flags));
  }

  public static int fchown(int fd, int uid, int gid) {
    return narrow(FCHOWN.call(fd, uid, gid));
  }

  public static int chmod(long path, int mode) {
    return narrow(CHMOD.call(path, mode));
  }

  public static int fchmod(int fd, int mode) {
    return narrow(FCHMOD.call(fd, mode));
  }

  public static int fchmodat2(int dir, long name, int mode, int flags) {
    return narrow(SYSCALL5.call(SYS_FCHMODAT2, dir, name, mode, flags));
  }

  public static int utimensat(int dir, long name, long times, int flags) {
    return narrow(UTIMENSAT.call(dir, name, times, flags));
  }

  public static int futimens(int fd, long times) {
    return narrow(FUTIMENS.call(fd, times));
  }

  public static int lsetxattr(long path, long name, long value, long size, int flags) {
    return narrow(LSETXATTR.call(path, name, value, size, flags));
  }

  public static long lgetxattr(long path, long name, long value, long size) {
    return LGETXATTR.call(path, name, value, size);
  }

  public static long llistxattr(long path, long list, long size) {
    return LLISTXATTR.call(path, list, size);
  }

  public static int lremovexattr(long path, long name) {
    return narrow(LREMOVEXATTR.call(path, name));
  }

  public static int fsetxattr(int fd, long name, long value, long size, int flags) {
    return narrow(FSETXATTR.call(fd, name, value, size, flags));
  }

  public static long fgetxattr(int fd, long name, long value, long size) {
    return FGETXATTR.call(fd, name, value, size);
  }

  public static long flistxattr(int fd, long list, long size) {
    return FLISTXATTR.call(fd, list, size);
  }

  public static int mount(long source, long target, long type, long flags, long data) {
    return narrow(MOUNT.call(source, target, type, flags, data));
  }

  public static int umount2(long target, int flags) {
    return narrow(UMOUNT2.call(target, flags));
  }

  public static int openTree(int dir, long path, int flags) {
    return narrow(SYSCALL4.call(SYS_OPEN_TREE, dir, path, flags));
  }

  public static int moveMount(int fromDir, long from, int toDir, long to, int flags) {
    return narrow(SYSCALL6.call(SYS_MOVE_MOUNT, fromDir, from, toDir, to, flags));
  }

  public static int fsopen(long type, int flags) {
    return narrow(SYSCALL3.call(SYS_FSOPEN, type, flags));
  }

  public static int fsconfig(int fd, int command, long key, long value, int aux) {
    return narrow(SYSCALL6.call(SYS_FSCONFIG, fd, command, key, value, aux));
  }

  public static int fsmount(int fd, int flags, int attributes) {
    return narrow(SYSCALL4.call(SYS_FSMOUNT, fd, flags, attributes));
  }

  public static int mountSetattr(int dir, long path, int flags, long attr, long size) {
    return narrow(SYSCALL6.call(SYS_MOUNT_SETATTR, dir, path, flags, attr, size));
  }

  public static int chdir(long path) {
    return narrow(CHDIR.call(path));
  }

  public static int pivotRoot(long newRoot, long putOld) {
    return narrow(PIVOT_ROOT.call(newRoot, putOld));
  }

  /** For the calling thread alone. */
  public static int capset(long header, long data) {
    return narrow(CAPSET.call(header, data));
  }

  /** Sets the real group of the calling thread alone; the C library would change all threads. */
  public static int setRealGroup(int number, int gid) {
    return narrow(SYSCALL4.call(number, gid, -1, -1));
  }

  public static int unshare(int flags) {
    return narrow(UNSHARE.call(flags));
  }

  public static int setns(int fd, int type) {
    return narrow(SETNS.call(fd, type));
  }

  public static int sethostname(long name, long size) {
    return narrow(SETHOSTNAME.call(name, size));
  }

  public static int socket(int domain, int type, int protocol) {
    return narrow(SOCKET.call(domain, type, protocol));
  }

  public static int eventfd(int flags) {
    return narrow(EVENTFD.call(0, flags));
  }

  public static int epollCreate(int flags) {
    return narrow(EPOLL_CREATE1.call(flags));
  }

  public static int epollCtl(int epoll, int operation, int fd, long event) {
    return narrow(EPOLL_CTL.call(epoll, operation, fd, event));
  }

  public static int epollWait(int epoll, long events, int count, int timeoutMillis) {
    return narrow(EPOLL_WAIT.call(epoll, events, count, timeoutMillis));
  }

  public static int waitpid(int pid, long status, int options) {
    return narrow(WAITPID.call(pid, status, options));
  }

  public static int prctl(int option, long a, long b) {
    return narrow(PRCTL.call(option, a, b, 0, 0));
  }

  public static int pidfdOpen(int pid, int flags) {
    return narrow(SYSCALL3.call(SYS_PIDFD_OPEN, pid, flags));
  }

  public static int pidfdSendSignal(int pidfd, int signal) {
    return narrow(SYSCALL5.call(SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0));
  }

  /** Returns a positive error number on failure, as posix_spawn(3) does. */
  public static int posixSpawn(
      long pid, long path, long fileActions, long attributes, long argv, long envp) {
    return narrow(POSIX_SPAWN.call(pid, path, fileActions, attributes, argv, envp));
  }

  public static int spawnAttrInit(long attr) {
    return narrow(SPAWN_ATTR_INIT.call(attr));
  }

  public static int spawnAttrSetFlags(long attr, int flags) {
    return narrow(SPAWN_ATTR_FLAGS.call(attr, flags));
  }

  public static int spawnAttrSetSigmask(long attr, long set) {
    return narrow(SPAWN_ATTR_SIGMASK.call(attr, set));
  }

  public static int spawnAttrSetSigdefault(long attr, long set) {
    return narrow(SPAWN_ATTR_SIGDEFAULT.call(attr, set));
  }

  public static int spawnAttrDestroy(long attr) {
    return narrow(SPAWN_ATTR_DESTROY.call(attr));
  }

  public static int spawnActionsInit(long actions) {
    return narrow(SPAWN_ACTIONS_INIT.call(actions));
  }

  public static int spawnActionsDup2(long actions, int fd, int newFd) {
    return narrow(SPAWN_ACTIONS_DUP2.call(actions, fd, newFd));
  }

  public static int spawnActionsCloseFrom(long actions, int fd) {
    return narrow(SPAWN_ACTIONS_CLOSE_FROM.call(actions, fd));
  }

  public static int spawnActionsChdir(long actions, long path) {
    return narrow(SPAWN_ACTIONS_CHDIR.call(actions, path));
  }

  public static int spawnActionsDestroy(long actions) {
    return narrow(SPAWN_ACTIONS_DESTROY.call(actions));
  }
}
