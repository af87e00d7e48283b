package io.carob.embed;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other nodes off one folder, root or run: the service, nodes of other programs and of this
 * one. The kernel drops it with the process. It is the service's own lock, in the same file, which
 * names the process.
 */
final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folder, if it is not there, and takes it.
   *
   * @param what its name in the builder
   */
  static FolderLock take(String what, Path folder) {
    try {
      Files.createDirectories(folder);
      // Containers' users pass through to their mounts; nobody else may list.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      Path file = folder.resolve("carob.lock");
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        throw refused(what, folder, Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
      return new FolderLock(channel);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "starting a node in this program: "
              + folder
              + " cannot be used: "
              + e
              + ". Mend that, or choose another "
              + what,
          e);
    }
  }

  private static CarobException refused(String what, Path folder, String pid) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "starting a node in this program: a node of process "
            + pid
            + " uses "
            + folder
            + ". Stop that one, or choose another "
            + what);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // another node of this very process has it
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
