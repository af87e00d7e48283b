package io.carob.rest.http;

import java.io.IOException;
import java.io.OutputStream;

/** An answer whose bytes come little by little, until it is closed or the client goes away. */
public final class Stream implements AutoCloseable {

  private final OutputStream out;
  private final GoneWatch watch;
  private final Runnable release;

  Stream(OutputStream out, GoneWatch watch, Runnable release) {
    this.out = out;
    this.watch = watch;
    this.release = release;
  }

  /** Where the bytes go; each write is sent at once. */
  public OutputStream out() {
    return out;
  }

  /** Runs the action when the client goes away; also when the stream is closed. */
  public void whenGone(Runnable action) {
    watch.whenGone(action);
  }

  /** Ends the answer. */
  public void end() throws IOException {
    out.close();
  }

  @Override
  public void close() {
    release.run();
  }
}
