package io.carob.rest.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client sends on when its request has been refused. The kernel drops a connection that is
 * closed with unread bytes, and then a client that first writes all never reads why; so the rest is
 * read and dropped, up to a bound.
 */
final class UnreadBody {

  private static final Logger log = LoggerFactory.getLogger(UnreadBody.class);
  private static final int MOST_BYTES = 64 * 1024 * 1024;
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long IDLE_MILLIS = 2_000;

  private UnreadBody() {}

  /** Drops the rest of the body, after the answer. */
  static void drain(Call call) {
    long end = System.nanoTime() + MOST_NANOS;
    long idle = call.endPoint().getIdleTimeout();
    call.endPoint().setIdleTimeout(IDLE_MILLIS);
    try {
      InputStream body = call.bodyStream();
      byte[] dropped = new byte[64 * 1024];
      int left = MOST_BYTES;
      int read = 0;
      while (read >= 0 && left > 0 && System.nanoTime() - end < 0) {
        read = body.read(dropped);
        left -= Math.max(0, read);
      }
    } catch (IOException e) {
      // The client has read enough, or sends no more.
      log.debug("the rest of a refused request did not come", e);
    } finally {
      call.endPoint().setIdleTimeout(idle);
    }
  }
}
