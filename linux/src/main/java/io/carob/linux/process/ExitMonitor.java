package io.carob.linux.process;

import static io.carob.linux.internal.Constants.EINTR;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One daemon thread that waits on the pidfds of all watched processes. It starts with the first and
 * ends with the last, so that an unloaded bundle leaves no thread behind.
 */
final class ExitMonitor {

  private static final int EPOLL_CLOEXEC = 0x80000;
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLLIN = 1;

  /** The structure is packed on x86-64 only. */
  private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));

  private static final int EVENT_SIZE = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;
  private static final int MAX_EVENTS = 32;

  private static final Object LOCK = new Object();
  private static final Map<Long, Watch> WATCHES = new HashMap<>();
  private static Fd epoll = new Fd(-1);
  private static long lastToken;

  private ExitMonitor() {}

  /**
   * Takes the pidfd over; the future completes on the monitor's thread. Cancelling it lets go of
   * the pidfd, and of all that waits.
   */
  static CompletableFuture<Void> watch(Fd pidfd) {
    CompletableFuture<Void> exit = new CompletableFuture<>();
    long token;
    synchronized (LOCK) {
      token = ++lastToken;
      try {
        if (!epoll.isOpen()) {
          epoll = new Fd(LinuxError.check(Libc.epollCreate(EPOLL_CLOEXEC), "epoll_create1", ""));
        }
        WATCHES.put(token, new Watch(pidfd, Optional.of(exit)));
        add(pidfd, token);
        if (WATCHES.size() == 1) {
          start(epoll);
        }
      } catch (RuntimeException e) {
        WATCHES.remove(token);
        pidfd.close();
        throw e;
      }
    }
    CompletableFuture<Void> unused =
        exit.whenComplete(
            (nothing, failure) -> {
              if (exit.isCancelled()) {
                forget(token);
              }
            });
    return exit;
  }

  /**
   * Nobody waits any more. A future keeps what was ever attached to it, and with that the classes
   * of bundles that have gone. The last pidfd stays, for the thread ends with an event alone.
   */
  private static void forget(long token) {
    synchronized (LOCK) {
      Watch watch = WATCHES.remove(token);
      if (watch != null && WATCHES.isEmpty()) {
        WATCHES.put(token, new Watch(watch.pidfd, Optional.empty()));
      } else if (watch != null) {
        Libc.epollCtl(epoll.number(), EPOLL_CTL_DEL, watch.pidfd.number(), 0);
        watch.pidfd.close();
      }
    }
  }

  private static void add(Fd pidfd, long token) {
    Scratch scratch = Scratch.get();
    scratch.struct(EVENT_SIZE).putInt(0, EPOLLIN).putLong(DATA, token);
    LinuxError.check(
        Libc.epollCtl(epoll.number(), EPOLL_CTL_ADD, pidfd.number(), scratch.structAddress()),
        "epoll_ctl",
        "pidfd");
  }

  private static void start(Fd own) {
    Thread thread = new Thread(null, () -> run(own), "carob-process-exits", 256 * 1024);
    thread.setDaemon(true);
    thread.start();
  }

  private static void run(Fd own) {
    Scratch scratch = Scratch.get();
    long[] tokens = new long[MAX_EVENTS];
    boolean more = true;
    while (more) {
      int count = Libc.epollWait(own.number(), scratch.bufferAddress(), MAX_EVENTS, -1);
      if (count == -EINTR) {
        continue;
      }
      LinuxError.check(count, "epoll_wait", "pidfds");
      ByteBuffer events = scratch.buffer();
      for (int i = 0; i < count; i++) {
        tokens[i] = events.getLong(i * EVENT_SIZE + DATA);
      }
      for (int i = 0; i < count; i++) {
        more = finish(own, tokens[i]);
      }
    }
  }

  /** Tells the waiters of one process; false when it was the last and this thread is to end. */
  private static boolean finish(Fd own, long token) {
    Watch done;
    boolean more;
    synchronized (LOCK) {
      done = WATCHES.remove(token);
      if (done != null) {
        Libc.epollCtl(own.number(), EPOLL_CTL_DEL, done.pidfd.number(), 0);
        done.pidfd.close();
      }
      more = !WATCHES.isEmpty();
      if (!more) {
        own.close();
      }
    }
    if (done != null) {
      done.exit.ifPresent(exit -> exit.completeAsync(() -> null));
    }
    return more;
  }

  private record Watch(Fd pidfd, Optional<CompletableFuture<Void>> exit) {}
}
