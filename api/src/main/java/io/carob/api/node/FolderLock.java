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

  private final Path file;
  private final FileChannel channel;

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
   * @throws IOException when the folder or the file cannot be used, such as when the file is a link
   */
  public static Optional<FolderLock> take(Path folder, String name) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    synchronized (HELD) {
      if (isHeldHere(file)) {
        return Optional.empty();
      }
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS));
      if (!locks(channel)) {
        return Optional.empty();
      }
      HELD.put(file, identity(file));
      name(channel);
      return Optional.of(new FolderLock(file, channel));
    }
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
          isHeldHere(file)
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

  private static boolean locks(FileChannel channel) throws IOException {
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // another class loader of this process has it: as good as another process
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked;
  }

  /** For messages alone: on a full disk the lock holds without a name in it. */
  private static void name(FileChannel channel) {
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      channel.write(ByteBuffer.wrap(pid), 0);
      channel.truncate(pid.length);
    } catch (IOException e) {
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
      if (channel.isOpen()) {
        HELD.remove(file);
        channel.close();
      }
    }
  }
}
