package io.carob.image.store.content;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * One blob of known digest and size on its way in from far away, in a file of {@code ingest/} that
 * its digest names. What has come stays there when this is closed before {@link #commit}, also
 * after a crash, and the next one for the same digest goes on behind it. Everything is hashed: what
 * was there when it was opened, then what is written.
 *
 * <p>Used by one thread at a time; the caller sees to it that there is only one for a digest.
 */
public final class ResumableBlob implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;

  private final BlobStore store;
  private final BlobLease lease;
  private final Digest expected;
  private final long expectedSize;
  private final Path file;
  private final FileChannel channel;
  private MessageDigest hash = Digest.sha256();
  private long size;
  private Growth growth;
  private boolean done;

  ResumableBlob(BlobStore store, BlobLease lease, Digest expected, long expectedSize, Path file) {
    this.store = store;
    this.lease = lease;
    this.expected = expected;
    this.expectedSize = expectedSize;
    this.file = file;
    try {
      this.channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw ContentErrors.of("begin a blob in", file, e);
    }
    growth = new Growth(file, 0);
    boolean open = false;
    store.grows(expected, growth); // from now on it is not swept away for its age
    try {
      readBack();
      expectRoom();
      growth.grown(size);
      open = true;
    } finally {
      if (!open) {
        close();
      }
    }
  }

  private void readBack() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      if (channel.size() > expectedSize) {
        channel.truncate(0); // cannot be the beginning of this blob
      }
      while (channel.read(buffer.clear()) > 0) {
        hash.update(buffer.flip());
        size += buffer.limit();
      }
    } catch (IOException e) {
      throw ContentErrors.of("read", file, e);
    }
  }

  /** What cannot fit is not begun; also a size that somebody made up does not fill the disk. */
  private void expectRoom() {
    try {
      long room = Files.getFileStore(file).getUsableSpace();
      if (room < missing()) {
        throw new CarobException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "blob "
                + expected
                + " needs "
                + missing()
                + " bytes more, and the disk has room for "
                + room
                + "; `carob gc` may make some");
      }
    } catch (IOException e) {
      throw ContentErrors.of("measure the room for", file, e);
    }
  }

  /** Bytes that are there. */
  public long size() {
    return size;
  }

  /** Bytes that are still to come. */
  public long missing() {
    return expectedSize - size;
  }

  /**
   * Adds bytes.
   *
   * @throws CarobException {@code DATA_LOSS} when more come than the blob has, {@code
   *     RESOURCE_EXHAUSTED} on a full disk, {@code INTERNAL}
   */
  public void write(byte[] bytes, int offset, int length) {
    if (length > missing()) {
      throw corrupt("it is longer than the " + expectedSize + " bytes announced");
    }
    ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
    try {
      store.faults().call("part.write");
      while (from.hasRemaining()) {
        channel.write(from);
      }
    } catch (IOException e) {
      throw ContentErrors.of("write blob", file, e);
    }
    hash.update(bytes, offset, length);
    size += length;
    growth.grown(size);
  }

  /** Forgets what has come, to begin anew. */
  public void restart() {
    growth.broke("blob " + expected + " came wrong, and is fetched again from its beginning");
    growth = new Growth(file, 0);
    store.grows(expected, growth);
    try {
      channel.truncate(0);
      channel.position(0);
    } catch (IOException e) {
      throw ContentErrors.of("restart blob", file, e);
    }
    hash = Digest.sha256();
    size = 0;
  }

  /**
   * Verifies, syncs and publishes the blob; the lease then holds it.
   *
   * @throws CarobException {@code DATA_LOSS} for a wrong digest or size: what had come is deleted
   *     then; {@code RESOURCE_EXHAUSTED}, {@code INTERNAL}
   */
  public void commit() {
    Digest found = Digest.ofHash(hash.digest());
    if (size != expectedSize || !found.equals(expected)) {
      long came = size;
      restart();
      throw corrupt("it has " + came + " bytes with the digest " + found);
    }
    growth.completed(); // who follows it need not wait for the disk
    try {
      Files.setPosixFilePermissions(file, BlobFiles.FETCHED);
      store.faults().call("part.fsync");
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      size = 0; // not what was read back, but what the next fsync would not write: begin anew
      throw ContentErrors.of("sync blob", file, e);
    }
    store.publish(file, expected, lease);
    done = true;
    store.grew(expected, growth);
  }

  private CarobException corrupt(String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS, "blob " + expected + " is corrupt: " + why + "; fetch it again");
  }

  /** Ends the work; what has come stays for the next time, unless it is nothing. */
  @Override
  public void close() {
    if (done) {
      return;
    }
    done = true;
    store.grew(expected, growth);
    growth.broke("blob " + expected + " does not come any further");
    try (channel) {
      if (size == 0) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw ContentErrors.of("close blob", file, e);
    }
  }
}
