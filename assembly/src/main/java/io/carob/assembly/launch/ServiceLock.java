package io.carob.assembly.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The lock that keeps a second service off one folder, root or run; the kernel drops it with the
 * process. It is taken before the framework starts, because a second one would clear the first
 * one's bundle cache, and its file names the process, so that the refusal can. The image store
 * locks the root once more, in a file of its own, for Java programs that open a store with no
 * launcher.
 */
final class ServiceLock implements AutoCloseable {

  private final FileChannel channel;

  private ServiceLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock of a folder; empty when another process has it. */
  static Optional<ServiceLock> tryLock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("carob.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // held by this very process: as good as held by another
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      return Optional.empty();
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
    return Optional.of(new ServiceLock(channel));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
