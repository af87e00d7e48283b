package io.carob.rest.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that a client goes away while nothing is written to it: it reads on, after the request,
 * until the end. A client has nothing more to say during a stream, so what it sends is dropped, and
 * the connection is closed after the stream.
 */
final class GoneWatch implements Callback {

  private final EndPoint endPoint;
  private final List<Runnable> actions = new ArrayList<>();
  private boolean gone;

  GoneWatch(EndPoint endPoint) {
    this.endPoint = endPoint;
  }

  void start() {
    endPoint.fillInterested(this);
  }

  /** Runs the action when the client is gone; now, when it is gone already. */
  void whenGone(Runnable action) {
    synchronized (this) {
      if (!gone) {
        actions.add(action);
        return;
      }
    }
    action.run();
  }

  @Override
  public void succeeded() {
    ByteBuffer drop = ByteBuffer.allocate(512);
    drop.limit(0);
    try {
      int filled;
      do {
        drop.clear().limit(0);
        filled = endPoint.fill(drop);
      } while (filled > 0);
      if (filled < 0) {
        announce();
      } else {
        endPoint.fillInterested(this);
      }
    } catch (IOException e) {
      // Reading fails because the client is gone: that is the news, not an error.
      announce();
    }
  }

  @Override
  public void failed(Throwable failure) {
    announce();
  }

  private void announce() {
    List<Runnable> todo;
    synchronized (this) {
      if (gone) {
        return;
      }
      gone = true;
      todo = List.copyOf(actions);
    }
    todo.forEach(Runnable::run);
  }
}
