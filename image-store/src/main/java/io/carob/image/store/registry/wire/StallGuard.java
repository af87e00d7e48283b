package io.carob.image.store.registry.wire;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends the reading of bodies that stand still; the JDK's client bounds only the head. */
final class StallGuard implements AutoCloseable {

  private static final int LOOKS = 4;

  /** Bytes a second that even the worst line brings; who brings fewer keeps us busy on purpose. */
  private static final long SLOWEST = 16;

  private final Duration patience;
  private final ScheduledThreadPoolExecutor clock;
  private final Map<Thread, Watched> reading = new ConcurrentHashMap<>();

  StallGuard(Duration patience) {
    this.patience = patience;
    this.clock =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "carob-registry-clock");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
  }

  /** Ends what a thread waits for; the JDK's bodies take no notice of an interruption. */
  void interrupt(Thread thread) {
    Watched waiting = reading.get(thread);
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  InputStream watch(InputStream body) {
    return new Watched(body);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private final class Watched extends FilterInputStream {

    private final Future<?> look;
    private volatile long since; // 0 when nobody waits
    private volatile boolean stalled;
    private volatile boolean interrupted;
    private long waited;
    private long came;

    Watched(InputStream body) {
      super(body);
      long step = patience.toNanos() / LOOKS;
      look = clock.scheduleWithFixedDelay(this::look, step, step, TimeUnit.NANOSECONDS);
    }

    private void look() {
      long began = since;
      if (began != 0 && System.nanoTime() - began > patience.toNanos()) {
        stalled = true;
        look.cancel(false);
        close(in);
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      long began = System.nanoTime() | 1;
      since = began;
      reading.put(Thread.currentThread(), this);
      try {
        int n = in.read(into, offset, length);
        note(System.nanoTime() - began, n);
        if (stalled) {
          throw stalled(null);
        }
        expectNoInterruption(null);
        return n;
      } catch (IOException e) {
        expectNoInterruption(e);
        throw stalled ? stalled(e) : e;
      } finally {
        since = 0;
        reading.remove(Thread.currentThread());
      }
    }

    private void interrupt() {
      interrupted = true;
      close(in);
    }

    private void expectNoInterruption(@org.jspecify.annotations.Nullable IOException e) {
      if (interrupted) {
        Thread.currentThread().interrupt();
        CarobException ended =
            new CarobException(
                ErrorCode.UNAVAILABLE, "interrupted while a registry's answer was read");
        if (e != null) {
          ended.addSuppressed(e);
        }
        throw ended;
      }
    }

    private static void close(InputStream body) {
      try {
        body.close();
      } catch (IOException e) {
        // the reader hears of it
      }
    }

    /** Looks at each stretch of waiting as a whole: a byte now and then is no progress. */
    private void note(long nanos, int n) throws IOException {
      waited += nanos;
      came += Math.max(n, 0);
      if (waited > patience.toNanos()) {
        if (n >= 0 && came < SLOWEST * Math.max(1, patience.toSeconds())) {
          throw stalled(null);
        }
        waited = 0;
        came = 0;
      }
    }

    private IOException stalled(@org.jspecify.annotations.Nullable IOException cause) {
      IOException timeout =
          new HttpTimeoutException(
              "nothing or next to nothing came in " + patience.toSeconds() + " s");
      timeout.initCause(cause);
      return timeout;
    }

    @Override
    public void close() throws IOException {
      look.cancel(false);
      super.close();
    }
  }
}
