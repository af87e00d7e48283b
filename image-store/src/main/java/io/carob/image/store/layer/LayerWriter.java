package io.carob.image.store.layer;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.tar.TarEntry;
import io.carob.image.store.tar.TarReader;
import io.carob.image.store.tar.TarType;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.RootDirectory;
import java.util.Optional;

/** Decides for each entry of a layer what it does to a folder. One thread. */
final class LayerWriter {

  private final RootDirectory root;
  private final Hiding hiding;
  private final UnpackLimits limits;
  private final FolderTimes times;
  private final Folders folders;
  private final EntryFiles files;
  private long entries;
  private boolean bringsRoot;

  LayerWriter(RootDirectory root, Hiding hiding, UnpackLimits limits) {
    this.root = root;
    this.hiding = hiding;
    this.limits = limits;
    this.times = new FolderTimes(root);
    this.folders = new Folders(root, hiding, times);
    this.files = new EntryFiles(root, times, limits);
  }

  /** Writes all entries, then the times of the folders; how many entries there were. */
  long writeAll(TarReader tar) {
    Optional<TarEntry> entry = tar.next();
    while (entry.isPresent()) {
      if (++entries > limits.entries()) {
        throw LayerErrors.over("entries", limits.entries());
      }
      write(tar, entry.get());
      entry = tar.next();
    }
    times.apply();
    return entries;
  }

  /** Whether there was an entry of the root folder. */
  boolean bringsRoot() {
    return bringsRoot;
  }

  private void write(TarReader tar, TarEntry entry) {
    TarType type = entry.type();
    if (type == TarType.NOTE) {
      return;
    }
    String path = LayerPath.clean(entry.name(), limits);
    try {
      if (path.isEmpty()) {
        writeRoot(entry);
      } else {
        write(tar, entry, path);
      }
    } catch (CarobException e) {
      throw isLayersFault(e) ? LayerErrors.refused(entry.name(), e) : e;
    }
  }

  /** What the kernel says when an entry fits neither the layer nor the folder. */
  private static boolean isLayersFault(CarobException e) {
    return e.code() == ErrorCode.NOT_FOUND
        || e.code() == ErrorCode.FAILED_PRECONDITION
        || e.code() == ErrorCode.ALREADY_EXISTS;
  }

  private void writeRoot(TarEntry entry) {
    if (entry.type() != TarType.DIRECTORY) {
      throw LayerErrors.refused(entry.name(), "the root of a layer can only be a folder");
    }
    files.describeFolder("", entry, true);
    bringsRoot = true;
  }

  private void write(TarReader tar, TarEntry entry, String path) {
    String parent = LayerPath.parent(path);
    String base = LayerPath.base(path);
    Whiteout.refuseFolders(path, parent);
    if (Whiteout.is(base)) {
      hide(path, parent, base);
      return;
    }
    folders.ensure(parent, path);
    if (entry.type() == TarType.DIRECTORY) {
      writeFolder(entry, path);
    } else {
      writeOther(tar, entry, path);
    }
    hiding.brought(parent, base);
  }

  private void hide(String path, String parent, String base) {
    if (Whiteout.isNote(base)) {
      return;
    }
    String hidden = Whiteout.isOpaque(base) ? "" : Whiteout.hidden(path, base);
    folders.ensure(parent, path);
    if (hidden.isEmpty()) {
      hiding.hideChildren(parent);
    } else {
      hiding.hide(parent, hidden);
    }
    folders.forget();
  }

  private void writeFolder(TarEntry entry, String path) {
    Optional<FileStat> there = root.find(path);
    boolean existed = there.isPresent() && there.get().isDirectory();
    if (!existed) {
      there.ifPresent(other -> root.unlink(path));
      root.mkdir(path, 0700);
      there.ifPresent(other -> folders.replaced(path, other));
    }
    files.describeFolder(path, entry, existed);
  }

  /** Tries first, since most names are free. An existing file is never changed, but replaced. */
  private void writeOther(TarReader tar, TarEntry entry, String path) {
    Optional<String> target = Optional.empty();
    if (entry.type() == TarType.HARD_LINK) {
      target = Optional.of(linkTarget(entry, path));
    }
    try {
      files.create(tar, entry, path, target);
    } catch (CarobException e) {
      if (e.code() != ErrorCode.ALREADY_EXISTS) {
        throw e;
      }
      if (target.isPresent() && isSameFile(target.get(), path)) {
        return;
      }
      root.removeTree(path);
      folders.forget();
      files.create(tar, entry, path, target);
    }
  }

  private String linkTarget(TarEntry entry, String path) {
    String target = LayerPath.clean(entry.linkName(), limits);
    boolean named = !target.isEmpty() && !Whiteout.is(LayerPath.base(target));
    Optional<FileStat> stat = named ? root.find(target) : Optional.empty();
    if (stat.isEmpty() && named) {
      stat = fetch(target, path);
    }
    if (stat.isEmpty() || stat.get().isDirectory() || OverlayMarks.isDevice(stat.get())) {
      throw LayerErrors.refused(
          path, "it is a hard link to \"" + target + "\", which is no file here");
    }
    return target;
  }

  /** A target that the layers below may have. */
  private Optional<FileStat> fetch(String target, String entry) {
    String folder = LayerPath.parent(target);
    folders.ensure(folder, entry);
    String real = LayerPath.join(folders.real(folder, entry), LayerPath.base(target));
    Optional<FileStat> there = root.find(real);
    return there.isPresent() ? there : hiding.fetchFile(real);
  }

  private boolean isSameFile(String target, String path) {
    FileStat one = root.stat(target);
    FileStat other = root.stat(path);
    return one.ino() == other.ino() && one.dev() == other.dev();
  }
}
