package io.carob.linux.io;

import static io.carob.linux.internal.Constants.EINTR;
import static io.carob.linux.internal.Constants.EINVAL;

import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Watches files and directories by inotify(7). One thread takes events; any thread may add watches,
 * or close, which wakes the taker.
 */
public final class Inotify implements AutoCloseable {

  private static final int CLOEXEC_NONBLOCK = 0x80000 | 0x800;
  private static final int HEADER = 16;
  private static final int POLLIN = 1;

  private final Fd inotify;
  private final Fd wakeUp;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile boolean closed;

  private Inotify(Fd inotify, Fd wakeUp) {
    this.inotify = inotify;
    this.wakeUp = wakeUp;
  }

  /**
   * Opens a watcher without watches.
   *
   * @throws io.carob.api.CarobException {@code RESOURCE_EXHAUSTED} when the user has too many; see
   *     fs.inotify.max_user_instances
   */
  public static Inotify open() {
    Fd inotify = new Fd(LinuxError.check(Libc.inotifyInit(CLOEXEC_NONBLOCK), "inotify_init1", ""));
    int event = Libc.eventfd(CLOEXEC_NONBLOCK);
    if (event < 0) {
      inotify.close();
    }
    return new Inotify(inotify, new Fd(LinuxError.check(event, "eventfd", "")));
  }

  /**
   * Watches a file or directory, the last part of the path not followed.
   *
   * @return a number that its events carry
   * @throws io.carob.api.CarobException {@code NOT_FOUND} when it is absent, {@code
   *     RESOURCE_EXHAUSTED} when there are too many watches
   */
  public int watch(Path path, Set<InotifyEvent.Kind> kinds) {
    String raw = RawName.ofPath(path);
    int mask = 0x02000000;
    for (InotifyEvent.Kind kind : kinds) {
      mask |= kind.bit();
    }
    return LinuxError.check(
        Libc.inotifyAddWatch(inotify.number(), Scratch.get().path(raw), mask),
        "inotify_add_watch",
        raw);
  }

  /** Ends a watch; one that has ended already is fine. */
  public void unwatch(int watch) {
    int result = Libc.inotifyRemoveWatch(inotify.number(), watch);
    if (result != -EINVAL) {
      LinuxError.check(result, "inotify_rm_watch", "watch " + watch);
    }
  }

  /**
   * Waits for events.
   *
   * @return at least one; none when the watcher was closed
   */
  public List<InotifyEvent> take() {
    reading.lock();
    try {
      List<InotifyEvent> events = new ArrayList<>();
      while (!closed && events.isEmpty()) {
        awaitReadable();
        read(events);
      }
      return events;
    } finally {
      reading.unlock();
    }
  }

  private void awaitReadable() {
    Scratch scratch = Scratch.get();
    ByteBuffer fds = scratch.struct(16);
    fds.putInt(0, inotify.number()).putShort(4, (short) POLLIN);
    fds.putInt(8, wakeUp.number()).putShort(12, (short) POLLIN);
    int result = Libc.poll(scratch.structAddress(), 2, -1);
    if (result != -EINTR) {
      LinuxError.check(result, "poll", "inotify");
    }
  }

  private void read(List<InotifyEvent> events) {
    Scratch scratch = Scratch.get();
    long size = Libc.read(inotify.number(), scratch.bufferAddress(), Scratch.BUFFER_SIZE);
    ByteBuffer buffer = scratch.buffer();
    int at = 0;
    while (at < size) {
      int length = buffer.getInt(at + 12);
      byte[] name = new byte[length];
      buffer.get(at + HEADER, name);
      events.add(
          new InotifyEvent(
              buffer.getInt(at),
              InotifyEvent.kinds(buffer.getInt(at + 4)),
              new String(name, 0, end(name), StandardCharsets.ISO_8859_1)));
      at += HEADER + length;
    }
  }

  private static int end(byte[] name) {
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return end;
  }

  /** Wakes a waiting taker and frees everything; a second time has no effect. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      Scratch scratch = Scratch.get();
      scratch.struct().putLong(0, 1);
      LinuxError.check(Libc.write(wakeUp.number(), scratch.structAddress(), 8), "write", "eventfd");
    }
    reading.lock();
    try {
      inotify.close();
      wakeUp.close();
    } finally {
      reading.unlock();
    }
  }
}
