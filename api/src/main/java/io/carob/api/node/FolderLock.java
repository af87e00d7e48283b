package io.carob.api.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps others off a folder: other processes, and other parts of this one. It is a POSIX lock on a
 * file in the folder, which names the process that has it; the kernel drops it with the process, in
 * whatever way that ends.
 *
 * <p>A process loses such a lock when it closes <em>any</em> descriptor of the file, even one that
 * it only read by. So within this process it is known without opening the file who has the lock,
 * whichever path or link leads there, and nobody may open the file otherwise.
 *
 * <p>Calls may come from any thread; they do not wait for the lock.
 */
public final class FolderLock implements AutoCloseable {

  /** What a node, the service or one in a program, takes in its root and its run folder. */
  public static final String NODE = "carob.lock";

  /** What this process has: each folder with its file's name, and the file's identity. */
  private static final Map<Path, Object> HELD = new HashMap<>();

  /**
   * Files, by identity, that another class loader of this process has: to close them here would let
   * them go there.
   */
  private static final Map<Object, FileChannel> KEPT = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private boolean closed;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes a folder, which must be there.
   *
   * @param folder the folder
   * @param name the name of the file in it; one for each purpose. It is made, and stays
   * @return the lock, held until it is closed; empty when somebody else has it
   * @throws IOException when the folder or the file cannot be used, such as when the file is a
   *     link; or when the thread is interrupted, and then nothing is taken
   */
  public static Optional<FolderLock> take(Path folder, String name) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    synchronized (HELD) {
      if (isHeldHere(file)) {
        return Optional.empty();
      }
      FileChannel channel = open(file);
      boolean open = false;
      try {
        if (channel.tryLock() == null) {
          return Optional.empty();
        }
        name(channel);
        HELD.put(file, identity(file));
        open = true;
        return Optional.of(new FolderLock(file, channel));
      } catch (OverlappingFileLockException e) {
        open = true;
        KEPT.put(identity(file), channel);
        return Optional.empty();
      } finally {
        if (!open) {
          channel.close();
        }
      }
    }
  }

  private static FileChannel open(Path file) throws IOException {
    FileChannel kept =
        Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? KEPT.remove(identity(file)) : null;
    return kept != null && kept.isOpen()
        ? kept
        : FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * Names who has a folder.
   *
   * @param folder the folder
   * @param name the name of the file in it
   * @return such as {@code process 4711}: the one that has it, or had it last
   * @throws IOException when the file cannot be read
   */
  public static String holder(Path folder, String name) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    synchronized (HELD) {
      String pid =
          isHeldHere(file) || KEPT.containsKey(identity(file))
              ? Long.toString(ProcessHandle.current().pid())
              : Files.readString(file).strip();
      return pid.isEmpty() ? "another process" : "process " + pid;
    }
  }

  /** By its path, should the file have been replaced; and by itself, should another path lead. */
  private static boolean isHeldHere(Path file) throws IOException {
    return HELD.containsKey(file)
        || (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && HELD.containsValue(identity(file)));
  }

  private static Object identity(Path file) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
  }

  /**
   * For messages alone: on a full disk the lock holds without a name in it.
   *
   * @throws IOException when the thread was interrupted, which closes the file
   */
  private static void name(FileChannel channel) throws IOException {
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      channel.write(ByteBuffer.wrap(pid), 0);
      channel.truncate(pid.length);
    } catch (IOException e) {
      if (!channel.isOpen()) {
        throw e;
      }
      // the lock is there all the same
    }
  }

  /**
   * Gives the folder back. More than once is as good as once.
   *
   * @throws IOException when closing the file fails
   */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (!closed) {
        closed = true;
        HELD.remove(file);
        channel.close();
      }
    }
  }
}
