package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import java.util.Optional;

/** Takes a path below a root apart: into the open folder and the name in it. */
final class RootPaths {

  private final int root;
  private final ParentCache parents;

  RootPaths(int root) {
    this.root = root;
    this.parents = new ParentCache(root);
  }

  /** Whether no folder is remembered. */
  boolean isFresh() {
    return parents.isEmpty();
  }

  /** Closes all folders. */
  void forget() {
    parents.clear();
  }

  /** For an entry: the last part must be a name. */
  EntryName name(String path) {
    String clean = clean(path);
    String last = clean.substring(clean.lastIndexOf('/') + 1);
    if (last.isEmpty() || last.equals(".") || last.equals("..")) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "path " + RawName.toText(path) + " names no entry: it must end in a name");
    }
    return split(clean);
  }

  /** For an entry or the root itself or a folder by a path that ends in a dot. */
  EntryName nameOrRoot(String path) {
    String clean = clean(path);
    if (clean.isEmpty() || clean.equals(".") || clean.equals("..")) {
      return new EntryName(root, "");
    }
    if (clean.endsWith("/.") || clean.endsWith("/..")) {
      return new EntryName(parents.get(clean), "");
    }
    return split(clean);
  }

  /** The first of two names of one call: its folder is held by a descriptor of its own. */
  HeldName hold(String path) {
    EntryName name = name(path);
    if (name.dir() == root) {
      return new HeldName(Optional.empty(), root, name.last());
    }
    Fd own = Fd.openAt(name.dir(), ".", O_PATH | O_DIRECTORY, 0);
    return new HeldName(Optional.of(own), own.number(), name.last());
  }

  private EntryName split(String clean) {
    int slash = clean.lastIndexOf('/');
    return slash < 0
        ? new EntryName(root, clean)
        : new EntryName(parents.get(clean(clean.substring(0, slash))), clean.substring(slash + 1));
  }

  static String orDot(String path) {
    String clean = clean(path);
    return clean.isEmpty() ? "." : clean;
  }

  /** Without slashes at either end. */
  static String clean(String path) {
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

  /**
   * A folder's descriptor, valid until the next path, and the name in it.
   *
   * @param dir the descriptor
   * @param last the name; empty for the folder itself
   */
  record EntryName(int dir, String last) {

    String procPath() {
      return "/proc/self/fd/" + dir + (last.isEmpty() ? "/." : "/" + last);
    }
  }

  /** The same with a folder that stays open. */
  record HeldName(Optional<Fd> own, int dir, String last) implements AutoCloseable {

    @Override
    public void close() {
      own.ifPresent(Fd::close);
    }
  }
}
