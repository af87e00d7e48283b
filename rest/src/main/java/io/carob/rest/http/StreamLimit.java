package io.carob.rest.http;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;

/** Bounds the number of streams that are open at once, each of which holds threads. */
public final class StreamLimit {

  private int limit;
  private int open;

  /** A limit of so many streams. */
  public StreamLimit(int limit) {
    this.limit = limit;
  }

  /** Changes the limit; streams that are open stay. */
  public synchronized void change(int next) {
    limit = next;
  }

  /**
   * Takes a place.
   *
   * @return gives it back; only the first run counts
   * @throws CarobException {@code RESOURCE_EXHAUSTED} when all are taken
   */
  public synchronized Runnable enter() {
    if (open >= limit) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          "all "
              + limit
              + " streams of the API are in use (followed logs, exec, events). End one, or raise"
              + " maxStreams: `carob config io.carob.rest maxStreams="
              + 2 * limit
              + "`");
    }
    open++;
    Once release = new Once(this::leave);
    return release::run;
  }

  private synchronized void leave() {
    open--;
  }

  /** Streams that are open now. */
  public synchronized int open() {
    return open;
  }
}
