package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.FolderLock;
import io.carob.image.store.fault.DiskErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * One store on one root: a second would take the places of the first for garbage. A node has locked
 * its root already, in another file, before it opens a store; this lock is for Java programs that
 * open one themselves, beside a node or each other.
 */
final class RootLock implements AutoCloseable {

  private static final String FILE = "image-store.lock";

  private final FolderLock lock;

  private RootLock(FolderLock lock) {
    this.lock = lock;
  }

  /** Takes the root; the kernel gives it back when the process ends in whatever way. */
  static RootLock take(Path root) {
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      return new RootLock(FolderLock.take(root, FILE).orElseThrow(() -> refused(root)));
    } catch (IOException e) {
      throw DiskErrors.of("opening the image store: locking " + root.resolve(FILE), e);
    }
  }

  private static CarobException refused(Path root) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "opening the image store in "
            + root
            + ": another store or process uses it. Stop that one, or choose another root folder");
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "closing the image store's lock failed", e);
    }
  }
}
