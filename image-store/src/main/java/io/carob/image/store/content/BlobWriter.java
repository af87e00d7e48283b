package io.carob.image.store.content;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way in. Written by one thread; nothing is left unless {@link #commit} ends. One
 * whose digest is known can be followed meanwhile ({@link BlobStore#follow}).
 */
public final class BlobWriter implements AutoCloseable {

  private static final int BUFFER = 256 * 1024;

  private final BlobStore store;
  private final @Nullable BlobLease lease;
  private final @Nullable Digest expected;
  private final long expectedSize;
  private final Path file;
  private final FileChannel channel;
  private final Growth growth;
  private final MessageDigest hash = Digest.sha256();
  private long size;
  private boolean done;

  BlobWriter(
      BlobStore store, @Nullable BlobLease lease, @Nullable Digest expected, long expectedSize) {
    this.store = store;
    this.lease = lease;
    this.expected = expected;
    this.expectedSize = expectedSize;
    this.file = store.newIngest();
    try {
      this.channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw ContentErrors.of("begin a blob in", file, e);
    }
    this.growth = new Growth(file, 0);
    if (expected != null) {
      store.grows(expected, growth);
    }
  }

  /**
   * Adds bytes.
   *
   * @throws CarobException {@code DATA_LOSS} when more come than expected, {@code
   *     RESOURCE_EXHAUSTED} on a full disk, {@code INTERNAL}
   */
  public void write(byte[] bytes, int offset, int length) {
    if (expectedSize >= 0 && size + length > expectedSize) {
      throw corrupt("it is longer than the " + expectedSize + " bytes announced");
    }
    hash.update(bytes, offset, length);
    ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
    try {
      store.faults().call("blob.write");
      while (from.hasRemaining()) {
        channel.write(from);
      }
    } catch (IOException e) {
      throw ContentErrors.of("write blob", file, e);
    }
    size += length;
    growth.grown(size);
  }

  /**
   * Adds the whole stream.
   *
   * @param progress hears the bytes done so far
   */
  public void writeAll(InputStream in, LongConsumer progress) {
    byte[] buffer = new byte[BUFFER];
    int n;
    while ((n = read(in, buffer)) > 0) {
      write(buffer, 0, n);
      progress.accept(size);
    }
  }

  private int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (EOFException | ZipException e) {
      throw new CarobException(
          ErrorCode.DATA_LOSS, "blob " + name() + ": its source ends early or is corrupt", e);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL,
          "blob " + name() + ": its source cannot be read: " + e.getMessage(),
          e);
    }
  }

  /** Bytes written so far. */
  public long size() {
    return size;
  }

  /**
   * Verifies, syncs and publishes the blob. When the same blob is here already, that one stays.
   *
   * @throws CarobException {@code DATA_LOSS} for a wrong digest or size, {@code RESOURCE_EXHAUSTED}
   *     on a full disk, {@code INTERNAL}
   */
  public Digest commit() {
    if (expectedSize >= 0 && size != expectedSize) {
      throw corrupt("it has " + size + " bytes where " + expectedSize + " were announced");
    }
    Digest digest = Digest.ofHash(hash.digest());
    if (expected != null && !digest.equals(expected)) {
      throw corrupt("its digest is " + digest);
    }
    growth.completed(); // who follows it need not wait for the disk
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
      store.faults().call("blob.fsync");
      channel.force(true);
      channel.close();
    } catch (IOException e) {
      throw ContentErrors.of("sync blob", file, e);
    }
    store.publish(file, digest, lease);
    done = true;
    store.grew(digest, growth);
    return digest;
  }

  private String name() {
    return expected == null ? file.getFileName().toString() : expected.toString();
  }

  private CarobException corrupt(String why) {
    return new CarobException(
        ErrorCode.DATA_LOSS, "blob " + name() + " is corrupt: " + why + "; export the image again");
  }

  /** Ends the work; deletes what was written unless it was committed. */
  @Override
  public void close() {
    if (done) {
      return;
    }
    done = true;
    if (expected != null) {
      store.grew(expected, growth);
    }
    growth.broke("blob " + name() + " does not come any further");
    try (channel) {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw ContentErrors.of("discard blob", file, e);
    }
  }
}
