package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_REMOVEDIR;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.EISDIR;
import static io.carob.linux.internal.Constants.ENOENT;
import static io.carob.linux.internal.Constants.ENOSYS;
import static io.carob.linux.internal.Constants.ENOTDIR;
import static io.carob.linux.internal.Constants.ENOTEMPTY;
import static io.carob.linux.internal.Constants.EOPNOTSUPP;
import static io.carob.linux.internal.Constants.O_CREAT;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_EXCL;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_PATH;
import static io.carob.linux.internal.Constants.O_RDONLY;
import static io.carob.linux.internal.Constants.O_RDWR;
import static io.carob.linux.internal.Constants.O_WRONLY;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.fs.RootPaths.EntryName;
import io.carob.linux.fs.RootPaths.HeldName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A directory as the root of a tree that may be hostile: whatever names and links are in there or
 * are given, no operation reaches a file outside.
 *
 * <p>Paths are raw ({@link RawName}) and relative to the root; a leading slash and {@code ..} at
 * the root mean the root, as after chroot(2). The folders of a path are resolved by the kernel
 * (openat2 with RESOLVE_IN_ROOT and RESOLVE_NO_MAGICLINKS), so symbolic links among them count from
 * the root. <em>The last part is never followed</em>: operations act on a symbolic link itself. A
 * path may exceed 4,096 bytes; then symbolic links behind its first 3,072 are refused.
 *
 * <p>Recently used folders stay open, so that many files of one folder cost one resolution. What
 * this object itself renames or removes is taken into account. If others change the tree meanwhile,
 * operations may still reach a folder by the name it had; they never follow what was put in its
 * place. {@link #forget()} drops that memory.
 *
 * <p>For one thread at a time. Every method fails with {@code NOT_FOUND} for an absent path or
 * folder, {@code FAILED_PRECONDITION} when a part of the path is not a directory, {@code
 * INVALID_ARGUMENT} for an empty or too long name or a loop of links, and {@code
 * RESOURCE_EXHAUSTED} for a full disk.
 */
public final class RootDirectory implements AutoCloseable {

  private final Fd root;
  private final RootPaths paths;

  private RootDirectory(Fd root) {
    this.root = root;
    this.paths = new RootPaths(root.number());
  }

  /**
   * Opens a directory of the host; symbolic links in its path are followed.
   *
   * @throws CarobException {@code NOT_FOUND} when it is absent, {@code FAILED_PRECONDITION} when it
   *     is not a directory
   */
  public static RootDirectory open(Path directory) {
    return new RootDirectory(Fd.open(RawName.ofPath(directory), O_PATH | O_DIRECTORY));
  }

  /** Opens a directory of this tree as a root of its own; symbolic links are followed in here. */
  public RootDirectory openSubdirectory(String path) {
    return new RootDirectory(
        ParentCache.resolve(root.number(), RootPaths.orDot(path), O_PATH | O_DIRECTORY));
  }

  /**
   * The same of a directory itself: the last part of the path is not followed.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when it is a symbolic link, or anything else
   *     but a directory
   */
  public RootDirectory openDirectory(String path) {
    int fd = openAt(paths.name(path), O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
    return new RootDirectory(new Fd(check(fd, "open", path)));
  }

  /** Holds whatever a path leads to in here, also through symbolic links: for bind mounts. */
  public PathHandle handle(String path) {
    return new PathHandle(ParentCache.resolve(root.number(), RootPaths.orDot(path), O_PATH));
  }

  /** A host path of the root that stays right when the directory is renamed. */
  public Path procPath() {
    return Path.of(root.procPath());
  }

  int number() {
    return root.number();
  }

  /**
   * Creates a regular file and opens it for writing.
   *
   * @param mode permission bits, which become exact whatever the umask
   * @throws CarobException {@code ALREADY_EXISTS} when anything has that name
   */
  public OpenFile createFile(String path, int mode) {
    EntryName name = paths.name(path);
    int keep = mode & 0777;
    int flags = O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW;
    Fd fd = new Fd(check(openAt(name, flags, keep), "create", path));
    if (!Umask.keeps(mode)) {
      int result = Libc.fchmod(fd.number(), mode & 07777);
      if (result < 0) {
        fd.close();
        throw LinuxError.of("fchmod", path, result);
      }
    }
    return new OpenFile(fd, path);
  }

  /**
   * Opens a regular file for reading.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is a symbolic link, {@code
   *     FAILED_PRECONDITION} when it is anything else but a regular file
   */
  public OpenFile openFile(String path) {
    return openRegular(path, O_RDONLY);
  }

  /** Opens an existing regular file for reading and writing, its content kept. */
  public OpenFile openForWriting(String path) {
    return openRegular(path, O_RDWR);
  }

  /** Looks before it opens: opening a device or FIFO could already do something. */
  private OpenFile openRegular(String path, int flags) {
    EntryName name = paths.name(path);
    try (Fd seen = new Fd(check(openAt(name, O_PATH | O_NOFOLLOW, 0), "open", path))) {
      check(Statx.call(seen.number(), "", 0), "statx", path);
      FileType type = FileType.ofMode(Statx.mode(Scratch.get().struct()));
      if (type != FileType.REGULAR) {
        throw new CarobException(
            type == FileType.SYMLINK ? ErrorCode.INVALID_ARGUMENT : ErrorCode.FAILED_PRECONDITION,
            "open " + RawName.toText(path) + ": it is no regular file but " + type);
      }
      return new OpenFile(Fd.open(seen.procPath(), flags), path);
    }
  }

  private static int openAt(EntryName name, int flags, int mode) {
    int cloexec = io.carob.linux.internal.Constants.O_CLOEXEC;
    return Libc.openat(name.dir(), Scratch.get().path(name.last()), flags | cloexec, mode);
  }

  /**
   * Creates a directory.
   *
   * @param mode permission bits, which become exact whatever the umask
   * @throws CarobException {@code ALREADY_EXISTS} when anything has that name
   */
  public void mkdir(String path, int mode) {
    EntryName name = paths.name(path);
    check(Libc.mkdirat(name.dir(), Scratch.get().path(name.last()), mode & 0777), "mkdirat", path);
    if (!Umask.keeps(mode)) {
      chmod(name, path, mode);
    }
  }

  /** Creates a directory and those above it where they are absent. */
  public void mkdirs(String path, int mode) {
    String clean = RootPaths.clean(path);
    if (clean.isEmpty() || isDirectory(clean)) {
      return;
    }
    int slash = clean.lastIndexOf('/');
    if (slash > 0) {
      mkdirs(clean.substring(0, slash), mode);
    }
    mkdir(clean, mode);
  }

  private boolean isDirectory(String path) {
    Optional<FileStat> stat = find(path + "/.");
    return stat.isPresent() && stat.get().isDirectory();
  }

  /** Creates a symbolic link; the target is kept byte for byte and never looked at. */
  public void symlink(String target, String path) {
    EntryName name = paths.name(path);
    Scratch scratch = Scratch.get();
    check(
        Libc.symlinkat(scratch.path(target), name.dir(), scratch.secondPath(name.last())),
        "symlinkat",
        path);
  }

  /**
   * Makes a second name for a file. A symbolic link is linked itself.
   *
   * @param existing the file's path in here
   * @param path the new name
   */
  public void link(String existing, String path) {
    try (HeldName from = paths.hold(existing)) {
      EntryName to = paths.name(path);
      Scratch scratch = Scratch.get();
      check(
          Libc.linkat(
              from.dir(), scratch.path(from.last()), to.dir(), scratch.secondPath(to.last()), 0),
          "linkat",
          path);
    }
  }

  /**
   * Makes a name in here for a file of another tree of the same file system and mount.
   *
   * @param other the tree that has it
   * @param existing the file's path in there
   * @param path the new name
   * @throws CarobException what the kernel says where there cannot be such a link
   */
  public void linkFrom(RootDirectory other, String existing, String path) {
    EntryName from = other.paths.name(existing);
    link(from.dir(), from.last(), path);
  }

  /** The same by an open directory and the name in it. */
  void link(int directory, String name, String path) {
    EntryName to = paths.name(path);
    Scratch scratch = Scratch.get();
    check(
        Libc.linkat(directory, scratch.path(name), to.dir(), scratch.secondPath(to.last()), 0),
        "linkat",
        path);
  }

  /**
   * Creates a device node, FIFO or socket.
   *
   * @param type anything but a directory or symbolic link
   * @param device the number of a device node ({@link Device#of}), else 0
   * @throws CarobException {@code PERMISSION_DENIED} without CAP_MKNOD
   */
  public void mknod(String path, FileType type, int mode, long device) {
    EntryName name = paths.name(path);
    int bits = type.bits() | (mode & 0777);
    check(Libc.mknodat(name.dir(), Scratch.get().path(name.last()), bits, device), "mknodat", path);
    if (!Umask.keeps(mode)) {
      chmod(name, path, mode);
    }
  }

  /** Removes a name that is not a directory. Absent is an error; see {@link #removeTree}. */
  public void unlink(String path) {
    EntryName name = paths.name(path);
    if (!paths.isFresh()) {
      check(Statx.call(name.dir(), name.last(), AT_SYMLINK_NOFOLLOW), "statx", path);
      if (FileType.ofMode(Statx.mode(Scratch.get().struct())) == FileType.SYMLINK) {
        paths.forget();
        name = paths.name(path);
      }
    }
    check(Libc.unlinkat(name.dir(), Scratch.get().path(name.last()), 0), "unlinkat", path);
  }

  /**
   * Removes an empty directory.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when it is not empty
   */
  public void rmdir(String path) {
    paths.forget();
    EntryName name = paths.name(path);
    check(Libc.unlinkat(name.dir(), Scratch.get().path(name.last()), AT_REMOVEDIR), "rmdir", path);
  }

  /**
   * Removes a file or a whole tree; absent is fine. Links are not followed and mounts are not
   * entered.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when something is mounted inside; all else
   *     may be gone then
   */
  public void removeTree(String path) {
    EntryName name = paths.name(path);
    int quick = Libc.unlinkat(name.dir(), Scratch.get().path(name.last()), 0);
    if (quick == -EISDIR) {
      quick = Libc.unlinkat(name.dir(), Scratch.get().path(name.last()), AT_REMOVEDIR);
    }
    if (quick == -ENOENT) {
      return;
    }
    paths.forget();
    if (quick < 0) {
      EntryName again = paths.name(path);
      if (quick == -ENOTEMPTY) {
        TreeRemoval.removeFull(again.dir(), again.last(), path);
      } else {
        TreeRemoval.remove(again.dir(), again.last(), path);
      }
    }
  }

  /** Renames within the tree, replacing as rename(2) does. */
  public void rename(String from, String to) {
    rename(from, to, 0);
  }

  /**
   * Renames within the tree, replacing nothing.
   *
   * @throws CarobException {@code ALREADY_EXISTS} when the new name is taken
   */
  public void renameNew(String from, String to) {
    rename(from, to, 1);
  }

  private void rename(String from, String to, int flags) {
    paths.forget();
    try (HeldName source = paths.hold(from)) {
      EntryName target = paths.name(to);
      Scratch scratch = Scratch.get();
      check(
          Libc.renameat2(
              source.dir(),
              scratch.path(source.last()),
              target.dir(),
              scratch.secondPath(target.last()),
              flags),
          "renameat2 " + RawName.toText(from) + " to",
          to);
    }
    paths.forget();
  }

  /** Reads the state of the last part itself. */
  public FileStat stat(String path) {
    EntryName name = paths.nameOrRoot(path);
    check(Statx.call(name.dir(), name.last(), AT_SYMLINK_NOFOLLOW), "statx", path);
    return Statx.read();
  }

  /** The same, empty when the path or a folder of it is absent. */
  public Optional<FileStat> find(String path) {
    try {
      EntryName name = paths.nameOrRoot(path);
      int result = Statx.call(name.dir(), name.last(), AT_SYMLINK_NOFOLLOW);
      if (result == -ENOENT || result == -ENOTDIR) {
        return Optional.empty();
      }
      check(result, "statx", path);
      return Optional.of(Statx.read());
    } catch (CarobException e) {
      isPresent(e);
      return Optional.empty();
    }
  }

  /** False for a failure that says that there is nothing; all others are thrown on. */
  private static boolean isPresent(CarobException e) {
    if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.FAILED_PRECONDITION) {
      return false;
    }
    throw e;
  }

  /** Whether anything has that name. */
  public boolean exists(String path) {
    try {
      EntryName name = paths.nameOrRoot(path);
      int result = Statx.call(name.dir(), name.last(), AT_SYMLINK_NOFOLLOW);
      return result != -ENOENT && result != -ENOTDIR && check(result, "statx", path) >= 0;
    } catch (CarobException e) {
      return isPresent(e);
    }
  }

  /**
   * The target of a symbolic link, raw.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is no symbolic link
   */
  public String readlink(String path) {
    EntryName name = paths.name(path);
    Scratch scratch = Scratch.get();
    int size =
        check(
            Libc.readlinkat(
                name.dir(), scratch.path(name.last()), scratch.bufferAddress(), Scratch.PATH_MAX),
            "readlinkat",
            path);
    byte[] bytes = new byte[size];
    scratch.buffer().get(0, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The raw names in a directory of the tree, in no particular order; links are not followed. */
  public List<String> list(String path) {
    EntryName name = paths.nameOrRoot(path);
    String last = name.last().isEmpty() ? "." : name.last();
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    try (Fd fd = new Fd(check(openAt(new EntryName(name.dir(), last), flags, 0), "open", path))) {
      return DirectoryReader.names(fd.number(), path);
    }
  }

  /** Sets owner and group, of a symbolic link itself. Clears set-user-ID: set modes after it. */
  public void chown(String path, int uid, int gid) {
    EntryName name = paths.nameOrRoot(path);
    int flags = AT_SYMLINK_NOFOLLOW | emptyFlag(name);
    check(
        Libc.fchownat(name.dir(), Scratch.get().path(name.last()), uid, gid, flags),
        "fchownat",
        path);
  }

  /**
   * Sets the permission bits.
   *
   * @throws CarobException {@code UNSUPPORTED} for a symbolic link, which has none
   */
  public void chmod(String path, int mode) {
    chmod(paths.nameOrRoot(path), path, mode);
  }

  private void chmod(EntryName name, String path, int mode) {
    int flags = AT_SYMLINK_NOFOLLOW | emptyFlag(name);
    int result = Libc.fchmodat2(name.dir(), Scratch.get().path(name.last()), mode & 07777, flags);
    if (result == -ENOSYS) {
      result = chmodByDescriptor(name, path, mode);
    }
    check(result, "fchmodat2", path);
  }

  /** For kernels before 6.6. */
  private int chmodByDescriptor(EntryName name, String path, int mode) {
    String last = name.last().isEmpty() ? "." : name.last();
    EntryName named = new EntryName(name.dir(), last);
    try (Fd fd = new Fd(check(openAt(named, O_PATH | O_NOFOLLOW, 0), "open", path))) {
      if (Statx.at(fd.number(), "", 0).isSymlink()) {
        return -EOPNOTSUPP;
      }
      return Libc.chmod(Scratch.get().path(fd.procPath()), mode & 07777);
    }
  }

  /** Sets the times, of a symbolic link itself. */
  public void setTimes(String path, Instant access, Instant modification) {
    EntryName name = paths.nameOrRoot(path);
    long times = Times.put(access, modification);
    int flags = AT_SYMLINK_NOFOLLOW | emptyFlag(name);
    check(
        Libc.utimensat(name.dir(), Scratch.get().path(name.last()), times, flags),
        "utimensat",
        path);
  }

  /** Sets an extended attribute, of a symbolic link itself. */
  public void setXattr(String path, String attribute, byte[] value) {
    Xattrs.set(paths.nameOrRoot(path).procPath(), attribute, value);
  }

  /** The value of an extended attribute; empty when it is not there. */
  public Optional<byte[]> getXattr(String path, String attribute) {
    return Xattrs.get(paths.nameOrRoot(path).procPath(), attribute);
  }

  /** The names of the extended attributes. */
  public List<String> listXattrs(String path) {
    return Xattrs.list(paths.nameOrRoot(path).procPath());
  }

  /** Removes an extended attribute; one that is not there is fine. */
  public void removeXattr(String path, String attribute) {
    Xattrs.remove(paths.nameOrRoot(path).procPath(), attribute);
  }

  /** Drops what is remembered about folders, after someone else has changed the tree. */
  public void forget() {
    paths.forget();
  }

  /** Closes all descriptors; a second time has no effect. */
  @Override
  public void close() {
    paths.forget();
    root.close();
  }

  private static int emptyFlag(EntryName name) {
    return name.last().isEmpty() ? io.carob.linux.internal.Constants.AT_EMPTY_PATH : 0;
  }

  private static int check(int result, String call, String path) {
    return result < 0 ? LinuxError.check(result, call, path) : result;
  }
}
