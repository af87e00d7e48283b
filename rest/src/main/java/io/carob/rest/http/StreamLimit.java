package io.carob.rest.http;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.util.concurrent.Semaphore;

/** Bounds the number of streams that are open at once, each of which holds threads. */
public final class StreamLimit {

  private final Semaphore permits;
  private final int limit;

  /** A limit of so many streams. */
  public StreamLimit(int limit) {
    this.limit = limit;
    this.permits = new Semaphore(limit);
  }

  /**
   * Takes a place.
   *
   * @return gives it back; only the first run counts
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when all are taken
   */
  public Runnable enter() {
    if (!permits.tryAcquire()) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "all "
              + limit
              + " streams of the API are in use (followed logs, exec, events). End one, or raise"
              + " maxStreams in the service's configuration");
    }
    Once release = new Once(permits::release);
    return release::run;
  }

  /** Streams that are open now. */
  public int open() {
    return limit - permits.availablePermits();
  }
}
