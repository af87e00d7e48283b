package io.carob.sandbox.container;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.sandbox.host.ExitWatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;

/**
 * Lets a container's command run. crun and runc hold it back until somebody reads from a pipe in
 * their state folder, and take the pipe's absence as "started". Doing that here saves the start of
 * a process.
 */
final class ContainerStart {

  /** What we write ourselves when the process ends; the runtime writes {@code 0} before. */
  private static final byte OVER = (byte) 0xFF;

  private final ExitWatch exits;

  ContainerStart(ExitWatch exits) {
    this.exits = exits;
  }

  void start(ContainerRecord kept) {
    Path fifo = kept.runtime().startFifo(kept.id());
    // Open for both ways: that does not wait for the other side.
    try (FileChannel channel =
        FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Files.delete(fifo);
      CompletableFuture<Void> ended = exits.ended(kept.process().orElseThrow());
      CompletableFuture<Void> wake = ended.thenRun(() -> writeQuietly(channel));
      ByteBuffer first = ByteBuffer.allocate(1);
      channel.read(first);
      wake.cancel(false);
      if (first.get(0) == OVER) {
        throw ended(kept);
      }
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "start of container " + kept.id() + " failed: " + fifo, e);
    }
  }

  private static CarobException ended(ContainerRecord kept) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "container "
            + kept.id()
            + " cannot be started: its process has ended; remove it and make"
            + " it anew");
  }

  private static void writeQuietly(FileChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(new byte[] {OVER}));
    } catch (IOException closed) {
      return; // Only meant to wake the reader, which has gone on already.
    }
  }
}
