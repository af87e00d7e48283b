package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.AT_REMOVEDIR;
import static io.carob.linux.internal.Constants.AT_SYMLINK_NOFOLLOW;
import static io.carob.linux.internal.Constants.ENOENT;
import static io.carob.linux.internal.Constants.ENOSYS;
import static io.carob.linux.internal.Constants.ENOTDIR;
import static io.carob.linux.internal.Constants.EOPNOTSUPP;
import static io.carob.linux.internal.Constants.O_CREAT;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_EXCL;
import static io.carob.linux.internal.Constants.O_NOFOLLOW;
import static io.carob.linux.internal.Constants.O_NONBLOCK;
import static io.carob.linux.internal.Constants.O_PATH;
import static io.carob.linux.internal.Constants.O_RDONLY;
import static io.carob.linux.internal.Constants.O_RDWR;
import static io.carob.linux.internal.Constants.O_WRONLY;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
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
  private final ParentCache parents;

  private RootDirectory(Fd root) {
    this.root = root;
    this.parents = new ParentCache(root.number());
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
    return new RootDirectory(ParentCache.resolve(root.number(), orDot(path), O_PATH | O_DIRECTORY));
  }

  /** Holds whatever a path leads to in here, also through symbolic links: for bind mounts. */
  public PathHandle handle(String path) {
    return new PathHandle(ParentCache.resolve(root.number(), orDot(path), O_PATH));
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
    Name name = name(path);
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
   * @throws CarobException {@code FAILED_PRECONDITION} when it is no regular file
   */
  public OpenFile openFile(String path) {
    return openRegular(path, O_RDONLY);
  }

  /** Opens an existing regular file for reading and writing, its content kept. */
  public OpenFile openForWriting(String path) {
    return openRegular(path, O_RDWR);
  }

  private OpenFile openRegular(String path, int flags) {
    Fd fd = new Fd(check(openAt(name(path), flags | O_NOFOLLOW | O_NONBLOCK, 0), "open", path));
    if (!Statx.at(fd.number(), "", 0).isRegular()) {
      fd.close();
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "open " + RawName.toText(path) + ": it is not a regular file");
    }
    return new OpenFile(fd, path);
  }

  private static int openAt(Name name, int flags, int mode) {
    int cloexec = io.carob.linux.internal.Constants.O_CLOEXEC;
    return Libc.openat(name.dir, Scratch.get().path(name.last), flags | cloexec, mode);
  }

  /**
   * Creates a directory.
   *
   * @param mode permission bits, which become exact whatever the umask
   * @throws CarobException {@code ALREADY_EXISTS} when anything has that name
   */
  public void mkdir(String path, int mode) {
    Name name = name(path);
    check(Libc.mkdirat(name.dir, Scratch.get().path(name.last), mode & 0777), "mkdirat", path);
    if (!Umask.keeps(mode)) {
      chmod(name, path, mode);
    }
  }

  /** Creates a directory and those above it where they are absent. */
  public void mkdirs(String path, int mode) {
    String clean = clean(path);
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
    Name name = name(path);
    Scratch scratch = Scratch.get();
    check(
        Libc.symlinkat(scratch.path(target), name.dir, scratch.secondPath(name.last)),
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
    try (Pair from = pair(existing)) {
      Name to = name(path);
      Scratch scratch = Scratch.get();
      check(
          Libc.linkat(from.dir(), scratch.path(from.last), to.dir, scratch.secondPath(to.last), 0),
          "linkat",
          path);
    }
  }

  /**
   * Creates a device node, FIFO or socket.
   *
   * @param type anything but a directory or symbolic link
   * @param device the number of a device node ({@link Device#of}), else 0
   * @throws CarobException {@code PERMISSION_DENIED} without CAP_MKNOD
   */
  public void mknod(String path, FileType type, int mode, long device) {
    Name name = name(path);
    int bits = type.bits() | (mode & 0777);
    check(Libc.mknodat(name.dir, Scratch.get().path(name.last), bits, device), "mknodat", path);
    if (!Umask.keeps(mode)) {
      chmod(name, path, mode);
    }
  }

  /** Removes a name that is not a directory. Absent is an error; see {@link #removeTree}. */
  public void unlink(String path) {
    Name name = name(path);
    if (!parents.isEmpty()) {
      check(Statx.call(name.dir, name.last, AT_SYMLINK_NOFOLLOW), "statx", path);
      if (FileType.ofMode(Statx.mode(Scratch.get().struct())) == FileType.SYMLINK) {
        parents.clear();
        name = name(path);
      }
    }
    check(Libc.unlinkat(name.dir, Scratch.get().path(name.last), 0), "unlinkat", path);
  }

  /**
   * Removes an empty directory.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when it is not empty
   */
  public void rmdir(String path) {
    parents.clear();
    Name name = name(path);
    check(Libc.unlinkat(name.dir, Scratch.get().path(name.last), AT_REMOVEDIR), "rmdir", path);
  }

  /**
   * Removes a file or a whole tree; absent is fine. Links are not followed and mounts are not
   * entered.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when something is mounted inside; all else
   *     may be gone then
   */
  public void removeTree(String path) {
    Name name = name(path);
    int quick = Libc.unlinkat(name.dir, Scratch.get().path(name.last), 0);
    if (quick == -ENOENT) {
      return;
    }
    parents.clear();
    if (quick < 0) {
      Name again = name(path);
      TreeRemoval.remove(again.dir, again.last, path);
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
    parents.clear();
    try (Pair source = pair(from)) {
      Name target = name(to);
      Scratch scratch = Scratch.get();
      check(
          Libc.renameat2(
              source.dir(),
              scratch.path(source.last),
              target.dir,
              scratch.secondPath(target.last),
              flags),
          "renameat2 " + RawName.toText(from) + " to",
          to);
    }
    parents.clear();
  }

  /** Reads the state of the last part itself. */
  public FileStat stat(String path) {
    Name name = nameOrRoot(path);
    check(Statx.call(name.dir, name.last, AT_SYMLINK_NOFOLLOW), "statx", path);
    return Statx.read();
  }

  /** The same, empty when the path or a folder of it is absent. */
  public Optional<FileStat> find(String path) {
    try {
      Name name = nameOrRoot(path);
      int result = Statx.call(name.dir, name.last, AT_SYMLINK_NOFOLLOW);
      if (result == -ENOENT || result == -ENOTDIR) {
        return Optional.empty();
      }
      check(result, "statx", path);
      return Optional.of(Statx.read());
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.FAILED_PRECONDITION) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether anything has that name. */
  public boolean exists(String path) {
    return find(path).isPresent();
  }

  /**
   * The target of a symbolic link, raw.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is no symbolic link
   */
  public String readlink(String path) {
    Name name = name(path);
    Scratch scratch = Scratch.get();
    int size =
        check(
            Libc.readlinkat(
                name.dir, scratch.path(name.last), scratch.bufferAddress(), Scratch.PATH_MAX),
            "readlinkat",
            path);
    byte[] bytes = new byte[size];
    scratch.buffer().get(0, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The raw names in a directory of the tree, in no particular order; links are not followed. */
  public List<String> list(String path) {
    Name name = nameOrRoot(path);
    String last = name.last.isEmpty() ? "." : name.last;
    int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
    try (Fd fd = new Fd(check(openAt(new Name(name.dir, last), flags, 0), "open", path))) {
      return DirectoryReader.names(fd.number(), path);
    }
  }

  /** Sets owner and group, of a symbolic link itself. Clears set-user-ID: set modes after it. */
  public void chown(String path, int uid, int gid) {
    Name name = nameOrRoot(path);
    int flags = AT_SYMLINK_NOFOLLOW | emptyFlag(name);
    check(
        Libc.fchownat(name.dir, Scratch.get().path(name.last), uid, gid, flags), "fchownat", path);
  }

  /**
   * Sets the permission bits.
   *
   * @throws CarobException {@code UNSUPPORTED} for a symbolic link, which has none
   */
  public void chmod(String path, int mode) {
    chmod(nameOrRoot(path), path, mode);
  }

  private void chmod(Name name, String path, int mode) {
    int flags = AT_SYMLINK_NOFOLLOW | emptyFlag(name);
    int result = Libc.fchmodat2(name.dir, Scratch.get().path(name.last), mode & 07777, flags);
    if (result == -ENOSYS) {
      result = chmodByDescriptor(name, path, mode);
    }
    check(result, "fchmodat2", path);
  }

  /** For kernels before 6.6. */
  private int chmodByDescriptor(Name name, String path, int mode) {
    String last = name.last.isEmpty() ? "." : name.last;
    Name named = new Name(name.dir, last);
    try (Fd fd = new Fd(check(openAt(named, O_PATH | O_NOFOLLOW, 0), "open", path))) {
      if (Statx.at(fd.number(), "", 0).isSymlink()) {
        return -EOPNOTSUPP;
      }
      return Libc.chmod(Scratch.get().path(fd.procPath()), mode & 07777);
    }
  }

  /** Sets the times, of a symbolic link itself. */
  public void setTimes(String path, Instant access, Instant modification) {
    Name name = nameOrRoot(path);
    long times = Times.put(access, modification);
    int flags = AT_SYMLINK_NOFOLLOW | emptyFlag(name);
    check(Libc.utimensat(name.dir, Scratch.get().path(name.last), times, flags), "utimensat", path);
  }

  /** Sets an extended attribute, of a symbolic link itself. */
  public void setXattr(String path, String attribute, byte[] value) {
    Xattrs.set(nameOrRoot(path).procPath(), attribute, value);
  }

  /** The value of an extended attribute; empty when it is not there. */
  public Optional<byte[]> getXattr(String path, String attribute) {
    return Xattrs.get(nameOrRoot(path).procPath(), attribute);
  }

  /** The names of the extended attributes. */
  public List<String> listXattrs(String path) {
    return Xattrs.list(nameOrRoot(path).procPath());
  }

  /** Removes an extended attribute; one that is not there is fine. */
  public void removeXattr(String path, String attribute) {
    Xattrs.remove(nameOrRoot(path).procPath(), attribute);
  }

  /** Waits until the names in a directory of the tree are on the disk. */
  public void syncDirectory(String path) {
    try (Fd fd = ParentCache.resolve(root.number(), orDot(path), O_RDONLY | O_DIRECTORY)) {
      check(Libc.fsync(fd.number()), "fsync", path);
    }
  }

  /** Drops what is remembered about folders, after someone else has changed the tree. */
  public void forget() {
    parents.clear();
  }

  /** Closes all descriptors; a second time has no effect. */
  @Override
  public void close() {
    parents.close();
    root.close();
  }

  private static int emptyFlag(Name name) {
    return name.last.isEmpty() ? io.carob.linux.internal.Constants.AT_EMPTY_PATH : 0;
  }

  private static int check(int result, String call, String path) {
    return result < 0 ? LinuxError.check(result, call, path) : result;
  }

  private static String orDot(String path) {
    String clean = clean(path);
    return clean.isEmpty() ? "." : clean;
  }

  /** Without slashes at either end. */
  private static String clean(String path) {
    int start = 0;
    int end = path.length();
    while (start < end && path.charAt(start) == '/') {
      start++;
    }
    while (end > start && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(start, end);
  }

  private Name nameOrRoot(String path) {
    String clean = clean(path);
    if (clean.isEmpty() || clean.equals(".") || clean.equals("..")) {
      return new Name(root.number(), "");
    }
    if (clean.endsWith("/.") || clean.endsWith("/..")) {
      return new Name(parents.get(clean), "");
    }
    return split(clean);
  }

  private Name name(String path) {
    String clean = clean(path);
    String last = clean.substring(clean.lastIndexOf('/') + 1);
    if (last.isEmpty() || last.equals(".") || last.equals("..")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "path " + RawName.toText(path) + " names no entry: it must end in a name");
    }
    return split(clean);
  }

  private Name split(String clean) {
    int slash = clean.lastIndexOf('/');
    return slash < 0
        ? new Name(root.number(), clean)
        : new Name(parents.get(clean(clean.substring(0, slash))), clean.substring(slash + 1));
  }

  /** The first of two names of one call: its folder is held by a descriptor of its own. */
  private Pair pair(String path) {
    Name name = name(path);
    String clean = clean(path);
    int slash = clean.lastIndexOf('/');
    if (slash < 0) {
      return new Pair(Optional.empty(), root.number(), name.last);
    }
    Fd own = Fd.openAt(name.dir, ".", O_PATH | O_DIRECTORY, 0);
    return new Pair(Optional.of(own), own.number(), name.last);
  }

  /** A folder's descriptor, valid until the next resolution, and the name in it. */
  private record Name(int dir, String last) {

    String procPath() {
      return "/proc/self/fd/" + dir + (last.isEmpty() ? "/." : "/" + last);
    }
  }

  private record Pair(Optional<Fd> own, int dir, String last) implements AutoCloseable {

    @Override
    public void close() {
      own.ifPresent(Fd::close);
    }
  }
}
