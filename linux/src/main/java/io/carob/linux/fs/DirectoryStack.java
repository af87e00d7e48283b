package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.EBUSY;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.LinuxError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The directories from the top of a walk down to where it is, in a depth that neither the thread's
 * stack nor the descriptor table bounds: only the innermost few are open, the others are opened
 * again through {@code ..} and compared with what they were.
 */
final class DirectoryStack implements AutoCloseable {

  private static final int OPEN_LEVELS = 64;

  private final Deque<Level> levels = new ArrayDeque<>();
  private String name = "";
  private LeaveListener listener = (parent, child) -> {};

  /** Told when a directory is done. */
  @FunctionalInterface
  interface LeaveListener {

    /**
     * A directory is done and still open.
     *
     * @param parent the descriptor of the directory that it lies in
     * @param child its name there
     */
    void left(int parent, String child);
  }

  /** Takes over the open directory. */
  DirectoryStack(Fd top, String topName) {
    push(top, topName, true);
  }

  /** Walks an open directory that stays open. */
  static DirectoryStack over(Fd top, String topName) {
    return new DirectoryStack(top, topName, false);
  }

  private DirectoryStack(Fd top, String topName, boolean own) {
    push(top, topName, own);
  }

  /** Sets who is told when a directory below the top is done. */
  void onLeave(LeaveListener told) {
    listener = told;
  }

  /** Moves to the next entry, of an outer directory when the inner ones are done. */
  boolean next() {
    while (!levels.isEmpty()) {
      Level level = levels.getLast();
      if (level.names.hasNext()) {
        name = level.names.next();
        return true;
      }
      if (!leave()) {
        return false;
      }
    }
    return false;
  }

  /** The open directory of the current entry. */
  int directory() {
    return levels.getLast().fd.number();
  }

  /** The current entry's name. */
  String name() {
    return name;
  }

  /** How many directories the current entry lies below the top: 0 for the top's own entries. */
  int depth() {
    return levels.size() - 1;
  }

  /** Goes into the current entry, a directory. */
  void enter() {
    push(FileTree.directory(directory(), name), name, true);
  }

  private void push(Fd fd, String directoryName, boolean own) {
    try {
      Iterator<String> names = DirectoryReader.names(fd.number(), directoryName).iterator();
      levels.addLast(new Level(fd, directoryName, own, names));
    } catch (RuntimeException e) {
      if (own) {
        fd.close();
      }
      throw e;
    }
    closeOuter();
  }

  private void closeOuter() {
    int surplus = levels.size() - OPEN_LEVELS;
    for (Level level : levels) {
      if (surplus-- <= 0) {
        return;
      }
      level.suspend();
    }
  }

  private boolean leave() {
    Level done = levels.removeLast();
    try {
      if (levels.isEmpty()) {
        return false;
      }
      Level parent = levels.getLast();
      if (!parent.fd.isOpen()) {
        parent.reopen(done.fd);
      }
      listener.left(parent.fd.number(), done.name);
      return true;
    } finally {
      done.close();
    }
  }

  @Override
  public void close() {
    levels.forEach(Level::close);
  }

  private static final class Level {
    private Fd fd;
    private final String name;
    private final boolean own;
    private final Iterator<String> names;
    private long dev;
    private long ino;

    Level(Fd fd, String name, boolean own, Iterator<String> names) {
      this.fd = fd;
      this.name = name;
      this.own = own;
      this.names = names;
    }

    /** Closes it for a while, and keeps what it is recognised by. */
    void suspend() {
      if (own && fd.isOpen()) {
        FileStat stat = Statx.at(fd.number(), "", 0);
        dev = stat.dev();
        ino = stat.ino();
        fd.close();
      }
    }

    void close() {
      if (own) {
        fd.close();
      }
    }

    void reopen(Fd child) {
      Fd parent = FileTree.directory(child.number(), "..");
      FileStat stat = Statx.at(parent.number(), "", 0);
      if (stat.dev() != dev || stat.ino() != ino) {
        parent.close();
        throw LinuxError.of("walk", "..", EBUSY, "the tree is being changed; try again");
      }
      fd = parent;
    }
  }
}
