package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.DiskErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * One store on one root: a second would take the places of the first for garbage. The service's
 * launcher has locked the root already, in another file, before any bundle starts; this lock is for
 * Java programs that open a store themselves, beside a service or each other.
 *
 * <p>Its file is never opened while this process holds it: POSIX drops all locks of a process on a
 * file when it closes any descriptor of that file.
 */
final class RootLock implements AutoCloseable {

  private static final String FILE = "image-store.lock";
  private static final Set<Path> HELD = new HashSet<>();

  private final Path root;
  private final FileChannel channel;

  private RootLock(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /** Takes the root; the kernel gives it back when the process ends in whatever way. */
  static RootLock take(Path root) {
    Path file = root.resolve(FILE);
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      return take(root, root.toRealPath());
    } catch (IOException e) {
      throw DiskErrors.of("opening the image store: locking " + file, e);
    }
  }

  private static RootLock take(Path root, Path real) throws IOException {
    synchronized (HELD) {
      if (HELD.contains(real)) {
        throw refused(root);
      }
      FileChannel channel =
          FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw refused(root);
      }
      HELD.add(real);
      return new RootLock(real, channel);
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
      synchronized (HELD) {
        channel.close();
        HELD.remove(root);
      }
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "closing the image store's lock failed", e);
    }
  }
}
