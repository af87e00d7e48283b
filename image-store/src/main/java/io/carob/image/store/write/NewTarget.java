package io.carob.image.store.write;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.fs.FileStat;
import io.carob.linux.fs.FileTree;
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
  private final FileStat made;
  private boolean published;

  private NewTarget(RootDirectory parent, Path target, String growing, boolean folder) {
    this.parent = parent;
    this.target = target;
    this.name = RawName.ofPath(target.getFileName());
    this.growing = growing;
    if (folder) {
      parent.mkdir(growing, 0700);
    } else {
      parent.createFile(growing, 0600).close();
    }
    this.made = parent.stat(growing);
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
    try {
      return new NewTarget(opened, target, ".carob-export-" + UUID.randomUUID(), folder);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static CarobException refused(ErrorCode code, Path target, String why) {
    return new CarobException(code, "export to " + target + ": " + why);
  }

  /** Where a file grows. */
  Path path() {
    return parent.procPath().resolve(growing);
  }

  /** The folder that grows; it stays that one, whatever becomes of its name. */
  RootDirectory folder() {
    expectOwn();
    return parent.openSubdirectory(growing);
  }

  void publish() {
    expectOwn();
    FileTree.syncFileSystem(path());
    parent.renameNew(growing, name);
    FileTree.sync(parent.procPath().resolve("."));
    published = true;
  }

  /** Who may write in the folder above may exchange names there. */
  private void expectOwn() {
    boolean own =
        parent
            .find(growing)
            .filter(now -> now.ino() == made.ino() && now.type() == made.type())
            .isPresent();
    if (!own) {
      throw refused(
          ErrorCode.FAILED_PRECONDITION,
          target,
          "somebody else has put something in its place; export to a folder of your own");
    }
  }

  @Override
  public void close() {
    try (parent) {
      if (!published) {
        parent.removeTree(growing);
      }
    }
  }
}
