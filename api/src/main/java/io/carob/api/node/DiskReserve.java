package io.carob.api.node;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Space that is kept for freeing space: a file {@code reserve} below the root, with nothing in it.
 *
 * <p>On a full disk even a deletion has to write first. {@link #spend} gives the file's space up
 * for the moment of such a write, and takes back at once what the write left over, so that whoever
 * filled the disk does not get it. {@link #keep} fills the file up again when there is room.
 *
 * <p>Instances on one root act as one within a process. Safe for use by many threads.
 */
public final class DiskReserve {

  /** Its whole size in bytes. */
  public static final long SIZE = 2 << 20;

  private static final long LEAST = 256 << 10;
  private static final int CHUNK = 64 << 10;
  private static final Object LOCK = new Object();

  private final Path root;
  private final Path file;

  /**
   * The reserve of a root; nothing is made yet.
   *
   * @param root the node's durable folder
   */
  public DiskReserve(Path root) {
    this.root = root;
    this.file = root.resolve("reserve");
  }

  /**
   * Makes the reserve as large as it should be, or as there is room for. Cheap when it is whole.
   *
   * @return whether it is whole
   */
  public boolean keep() {
    if (isWhole()) {
      return true;
    }
    synchronized (LOCK) {
      fill();
    }
    return isWhole();
  }

  /** {@return whether it has its whole size} */
  public boolean isWhole() {
    return size() >= SIZE;
  }

  /**
   * {@return whether the disk is full: beside the reserve, or for the reserve itself, there is no
   * room}
   */
  public boolean isShort() {
    try {
      return Files.getFileStore(root).getUsableSpace() < (isWhole() ? LEAST : SIZE);
    } catch (IOException e) {
      return false; // what cannot be told refuses nothing
    }
  }

  /**
   * Does work that a full disk must not prevent. When it fails with {@code RESOURCE_EXHAUSTED}, it
   * is done once more with the reserve given up, which then gets back what is left. The work
   * therefore leaves nothing behind when it fails, and never calls this method or waits for others
   * who do.
   *
   * @param <R> what the work answers
   * @param work what to do; it may be done twice
   * @return what the work answered, the second time when there was one
   * @throws CarobException what the work raised
   */
  public <R> R spend(Supplier<? extends R> work) {
    try {
      return work.get();
    } catch (CarobException e) {
      if (e.code() != ErrorCode.RESOURCE_EXHAUSTED) {
        throw e;
      }
    }
    synchronized (LOCK) {
      release();
      try {
        return work.get();
      } finally {
        fill();
      }
    }
  }

  /**
   * The error for what a full disk prevented, with the way out.
   *
   * @param doing the operation and its subject
   * @return {@code RESOURCE_EXHAUSTED}, to be thrown by the caller
   */
  public CarobException full(String doing) {
    return new CarobException(ErrorCode.RESOURCE_EXHAUSTED, doing + " failed: " + reason());
  }

  /**
   * The same, with its cause.
   *
   * @param doing the operation and its subject
   * @param cause what was thrown
   * @return {@code RESOURCE_EXHAUSTED}, to be thrown by the caller
   */
  public CarobException full(String doing, Throwable cause) {
    return new CarobException(ErrorCode.RESOURCE_EXHAUSTED, doing + " failed: " + reason(), cause);
  }

  private String reason() {
    return "the disk of " + root + " is full; free some space and try again";
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // not there
    }
  }

  /*
   * A thread that is interrupted must get the space, too: an interrupt closes channels, but not
   * these streams.
   */

  private void release() {
    try (OutputStream out =
        Files.newOutputStream(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING,
            LinkOption.NOFOLLOW_LINKS)) {
      out.flush(); // opening has emptied it
    } catch (IOException e) {
      // There is none: the work is just tried again.
    }
  }

  private void fill() {
    // Random, so that no file system stores it in less.
    byte[] bytes = new byte[CHUNK];
    new Random().nextBytes(bytes);
    try (OutputStream out =
        Files.newOutputStream(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS)) {
      for (long size = Files.size(file); size < SIZE; size = Files.size(file)) {
        out.write(bytes, 0, (int) Math.min(CHUNK, SIZE - size));
      }
    } catch (IOException e) {
      // No room now: it stays as large as it has become.
    }
  }
}
