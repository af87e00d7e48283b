package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.image.store.fault.DiskErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * One store on one root: a second would take the places of the first for garbage. The service's
 * launcher has locked the root already, in another file, before any bundle starts; this lock is for
 * Java programs that open a store themselves, beside a service or each other.
 */
final class RootLock implements AutoCloseable {

  private final FileChannel channel;

  private RootLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the root; the kernel gives it back when the process ends in whatever way. */
  static RootLock take(Path root) {
    Path file = root.resolve("image-store.lock");
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new CarobException(
            ErrorCode.FAILED_PRECONDITION,
            "opening the image store in "
                + root
                + ": another process uses it. Stop that one, or choose another root folder");
      }
      return new RootLock(channel);
    } catch (IOException e) {
      throw DiskErrors.of("opening the image store: locking " + file, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process itself has it
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CarobException(ErrorCode.INTERNAL, "closing the image store's lock failed", e);
    }
  }
}
