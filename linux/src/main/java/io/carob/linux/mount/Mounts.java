package io.carob.linux.mount;

import static io.carob.linux.internal.Constants.AT_FDCWD;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.EINVAL;
import static io.carob.linux.internal.Constants.ENOENT;
import static io.carob.linux.internal.Constants.ENOSYS;
import static io.carob.linux.internal.Constants.ENOTDIR;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Mount;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.file.Path;

/**
 * Makes and removes mounts in the calling thread's mount namespace.
 *
 * <p>A mount appears at its target complete, with all its flags, or not at all. Sources and targets
 * may be {@code /proc/self/fd/N} paths of open handles. All methods need {@code CAP_SYS_ADMIN} and
 * fail with {@code PERMISSION_DENIED} without it. A failure names the call, the path and the
 * kernel's error.
 */
public final class Mounts {

  private static final int MNT_DETACH = 2;
  private static final int UMOUNT_NOFOLLOW = 8;
  private static final int STATX_ATTR_MOUNT_ROOT = 0x2000;
  private static final int S_IFMT = 0xF000;
  private static final int S_IFLNK = 0xA000;

  private Mounts() {}

  /**
   * Mounts at a target, of which no part but the last may be a symbolic link that an untrusted
   * party controls.
   *
   * <p>Options: {@code bind}, {@code rbind}; {@code ro}, {@code rro} (read-only with the mounts
   * below), {@code nosuid}, {@code nodev}, {@code noexec}, {@code nosymfollow}, {@code relatime},
   * {@code noatime}, {@code strictatime}, {@code nodiratime} and their opposites; {@code shared},
   * {@code slave}, {@code private}, {@code unbindable}, each also with {@code r}; {@code sync},
   * {@code dirsync}, {@code lazytime}, {@code silent}. With {@code loop} the source is a file that
   * holds the file system, and no propagation can be given. All others go to the file system. An
   * overlay's {@code lowerdir} may name up to 500 folders.
   *
   * @param mount what to mount
   * @param target an existing folder, or an existing file for a bind mount of a file; never
   *     followed when it is a symbolic link
   * @throws CarobException {@code NOT_FOUND} when source or target is absent, {@code
   *     INVALID_ARGUMENT} when the target is a symbolic link or an option is bad, {@code
   *     UNSUPPORTED} when the kernel lacks the file system
   */
  public static void mount(Mount mount, Path target) {
    String path = RawName.ofPath(target);
    try (Fd fd = target(path)) {
      mount(mount, fd, path);
    }
  }

  private static void mount(Mount mount, Fd target, String path) {
    if (mount.options().contains(LoopMount.OPTION)) {
      LoopMount.mount(mount, target, path);
      return;
    }
    MountOptions options = MountOptions.of(mount);
    if (options.bind()) {
      BindMount.mount(mount, options, target, path);
      return;
    }
    if (mount.type().equals("overlay")) {
      OverlayMount.mount(mount, options, target, path);
    } else if (options.propagation().isPresent()) {
      FileSystemMount.mount(mount, options, target, path);
    } else {
      LegacyMount.mount(mount, options, options.data(), target, path);
    }
  }

  /** Opens the target itself; descriptor paths of handles are followed, links are not. */
  private static Fd target(String path) {
    boolean handle = path.matches("/proc/self/fd/[0-9]+");
    Fd fd = Fd.open(path, O_PATH | (handle ? 0 : O_NOFOLLOW));
    Scratch scratch = Scratch.get();
    int result = Libc.statx(fd.number(), scratch.path(""), 0x1000, 0x1, scratch.structAddress());
    if (result < 0 || (scratch.struct().getShort(28) & S_IFMT) == S_IFLNK) {
      fd.close();
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "mount on " + path + ": it is a symbolic link; name the folder it should stand for");
    }
    return fd;
  }

  /**
   * Changes how mounts below a mount point propagate.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when the path is not a mount point
   */
  public static void setPropagation(Path mountPoint, Propagation propagation, boolean recursive) {
    propagate(RawName.ofPath(mountPoint), propagation, recursive);
  }

  private static void propagate(String path, Propagation propagation, boolean recursive) {
    LinuxError.check(
        LegacyMount.propagation(path, propagation, recursive), "mount propagation of", path);
  }

  /**
   * Removes the topmost mount at a path. Nothing mounted there, or no such path, is fine. A
   * symbolic link is not followed.
   *
   * @param lazy detach at once, even when it is in use; the file system ends with its last user
   * @throws CarobException {@code FAILED_PRECONDITION} when it is in use and {@code lazy} is not
   *     set
   */
  public static void unmount(Path mountPoint, boolean lazy) {
    String path = RawName.ofPath(mountPoint);
    int result = unmount(path, lazy);
    if (result < 0 && result != -EINVAL && result != -ENOENT && result != -ENOTDIR) {
      throw LinuxError.of("umount", path, result, "see who uses it with: fuser -vm PATH");
    }
  }

  private static int unmount(String path, boolean lazy) {
    return Libc.umount2(Scratch.get().path(path), UMOUNT_NOFOLLOW | (lazy ? MNT_DETACH : 0));
  }

  /**
   * Removes all mounts at and below a path, the deepest first.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when one is in use and {@code lazy} is not
   *     set
   */
  public static void unmountAll(Path path, boolean lazy) {
    for (MountEntry entry : MountTable.read().below(path)) {
      int result = unmount(entry.mountPoint(), lazy);
      if (result < 0 && result != -EINVAL && result != -ENOENT) {
        throw LinuxError.of("umount", entry.mountPoint(), result);
      }
    }
  }

  /** Whether a path is the root of a mount, symbolic links not followed. False when absent. */
  public static boolean isMountPoint(Path path) {
    String raw = RawName.ofPath(path);
    Scratch scratch = Scratch.get();
    int result =
        Libc.statx(AT_FDCWD, scratch.path(raw), AT_SYMLINK_NOFOLLOW, 0x1, scratch.structAddress());
    if (result == -ENOENT || result == -ENOTDIR) {
      return false;
    }
    if (result == -ENOSYS) {
      return MountTable.read().at(path).isPresent();
    }
    LinuxError.check(result, "statx", raw);
    return (scratch.struct().getLong(8) & STATX_ATTR_MOUNT_ROOT) != 0;
  }
}
