package io.carob.image.store.write;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A file or folder that gets its name when it is complete and on the disk, if nothing has taken the
 * name by then. Nobody but its owner may read it.
 */
final class NewTarget implements AutoCloseable {

  private final RootDirectory parent;
  private final Path target;
  private final String name;
  private final String growing;
  private final Growing held;
  private boolean published;

  private NewTarget(RootDirectory parent, Path target, String growing, Growing held) {
    this.parent = parent;
    this.target = target;
    this.name = RawName.ofPath(target.getFileName());
    this.growing = growing;
    this.held = held;
  }

  static NewTarget at(Path target, boolean folder) {
    Path parent = target.getParent();
    if (!target.isAbsolute() || parent == null || !target.normalize().equals(target)) {
      throw refused(ErrorCode.INVALID_ARGUMENT, target, "it is no absolute path of a new file");
    }
    if (!Files.isDirectory(parent)) {
      throw refused(ErrorCode.INVALID_ARGUMENT, target, "there is no folder " + parent);
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(
          ErrorCode.ALREADY_EXISTS, target, "something is there; name another, or remove it first");
    }
    RootDirectory opened = RootDirectory.open(parent);
    String growing = ".carob-export-" + UUID.randomUUID();
    try {
      return new NewTarget(opened, target, growing, make(opened, target, growing, folder));
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static CarobException refused(ErrorCode code, Path target, String why) {
    return new CarobException(code, "export to " + target + ": " + why);
  }

  private static Growing make(RootDirectory parent, Path target, String growing, boolean folder) {
    if (!folder) {
      return new Growing.Archive(parent.createFile(growing, 0600));
    }
    FileStat usual;
    try (OpenFile probe = parent.createFile(growing, 0600)) {
      usual = probe.stat();
    } finally {
      parent.unlink(growing);
    }
    parent.mkdir(growing, 0700);
    return new Growing.Folder(openMade(parent, target, growing, usual));
  }

  /**
   * Opens the folder that was just made. There is no call that does both, and who may write in the
   * folder above may exchange names between the two.
   *
   * @param usual how this file system shows a private file of ours: FAT has neither owners nor
   *     modes
   */
  static RootDirectory openMade(RootDirectory parent, Path target, String growing, FileStat usual) {
    RootDirectory opened;
    try {
      opened = parent.openDirectory(growing);
    } catch (CarobException e) {
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.FAILED_PRECONDITION) {
        throw exchanged(target);
      }
      throw e;
    }
    try {
      if (!isNew(opened, parent, usual)) {
        throw exchanged(target);
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static boolean isNew(RootDirectory opened, RootDirectory parent, FileStat usual) {
    FileStat now = opened.stat("");
    boolean hasModes = (usual.permissions() & 0777) == 0600;
    return now.dev() == parent.stat("").dev()
        && now.uid() == usual.uid()
        && (!hasModes || (now.permissions() & 0777) == 0700)
        && opened.list("").isEmpty();
  }

  /** Where an archive grows. */
  OpenFile file() {
    if (held instanceof Growing.Archive archive) {
      return archive.file();
    }
    throw new IllegalStateException(target + " becomes a folder");
  }

  /** Where a layout grows. */
  RootDirectory folder() {
    if (held instanceof Growing.Folder folder) {
      return folder.root();
    }
    throw new IllegalStateException(target + " becomes a file");
  }

  void publish() {
    FileTree.syncFileSystem(parent.procPath().resolve("."));
    if (!isInPlace()) {
      throw exchanged(target);
    }
    parent.renameNew(growing, name);
    published = true; // whole, under its name: it stays, whatever fails now
    FileTree.sync(parent.procPath().resolve("."));
  }

  /** Who may write in the folder above may exchange names there at any time. */
  private boolean isInPlace() {
    FileStat own = held.stat();
    return parent
        .find(growing)
        .filter(now -> now.dev() == own.dev() && now.ino() == own.ino())
        .isPresent();
  }

  private static CarobException exchanged(Path target) {
    return refused(
        ErrorCode.FAILED_PRECONDITION,
        target,
        "somebody else has put something in its place; export to a folder of your own");
  }

  /** Gives an unfinished one's space back wherever it is, and lets alone what others put here. */
  @Override
  public void close() {
    try (parent;
        held) {
      if (!published) {
        held.empty();
        if (isInPlace()) {
          held.remove(parent, growing);
        }
      }
    }
  }
}
