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
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other nodes off one folder, root or run: the service, nodes of other programs and of this
 * one. The kernel drops it with the process. It is the service's own lock, in the same file, which
 * names the process.
 *
 * <p>Its file is never opened while this process holds it: POSIX drops all locks of a process on a
 * file when it closes any descriptor of that file.
 */
final class FolderLock implements AutoCloseable {

  private static final Set<Path> HELD = new HashSet<>();
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx--x--x");

  private final Path folder;
  private final FileChannel channel;

  private FolderLock(Path folder, FileChannel channel) {
    this.folder = folder;
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
      makePrivate(what, folder);
      return take(what, folder, folder.toRealPath());
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

  /** Containers' users pass through to their mounts; nobody else may list. */
  private static void makePrivate(String what, Path folder) throws IOException {
    if (Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "starting a node in this program: all users may write to "
              + folder
              + ", so it is not a node's alone. Choose a folder in it as "
              + what
              + ", such as "
              + folder.resolve("carob"));
    }
    Files.setPosixFilePermissions(folder, PRIVATE);
  }

  private static FolderLock take(String what, Path folder, Path real) throws IOException {
    synchronized (HELD) {
      if (HELD.contains(real)) {
        throw refused(what, folder, Long.toString(ProcessHandle.current().pid()));
      }
      Path file = real.resolve("carob.lock");
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
      HELD.add(real);
      return new FolderLock(real, channel);
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
      // a service that was launched in this very process has it
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      channel.close();
      HELD.remove(folder);
    }
  }
}
