package io.carob.linux.fs;

import io.carob.linux.RawName;
import io.carob.linux.internal.Constants;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What statx(2) says about an inode.
 *
 * @param dev device of the file system
 * @param ino inode number, unique within the device
 * @param mode type and permission bits
 * @param nlink number of hard links
 * @param uid owner
 * @param gid group
 * @param rdev device number of a device node, in the kernel's packing; see {@link #major()}
 * @param size length in bytes
 * @param allocated bytes allocated on disk
 * @param atime last read
 * @param mtime last change of content
 * @param ctime last change of the inode
 * @param mountId the mount that it was reached through
 */
public record FileStat(
    long dev,
    long ino,
    int mode,
    int nlink,
    int uid,
    int gid,
    long rdev,
    long size,
    long allocated,
    Instant atime,
    Instant mtime,
    Instant ctime,
    long mountId) {

  /**
   * Reads a host path, the last part not followed when it is a symbolic link.
   *
   * @throws io.carob.api.CarobException {@code NOT_FOUND} when absent
   */
  public static FileStat of(Path path) {
    return Statx.at(Constants.AT_FDCWD, RawName.ofPath(path), Constants.AT_SYMLINK_NOFOLLOW);
  }

  /** The type. */
  public FileType type() {
    return FileType.ofMode(mode);
  }

  /** The mode without the type: permissions, set-user-ID, set-group-ID and sticky. */
  public int permissions() {
    return mode & 07777;
  }

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return (mode & Constants.S_IFMT) == Constants.S_IFDIR;
  }

  /** Whether it is a symbolic link. */
  public boolean isSymlink() {
    return (mode & Constants.S_IFMT) == Constants.S_IFLNK;
  }

  /** Whether it is a regular file. */
  public boolean isRegular() {
    return (mode & Constants.S_IFMT) == Constants.S_IFREG;
  }

  /** Major number of a device node. */
  public int major() {
    return Device.major(rdev);
  }

  /** Minor number of a device node. */
  public int minor() {
    return Device.minor(rdev);
  }
}
