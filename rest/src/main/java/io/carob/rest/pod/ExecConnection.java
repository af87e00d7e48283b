package io.carob.rest.pod;

import io.carob.api.sandbox.ExecSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of {@code carob-exec/1}: frames of one byte for the stream, four for the length
 * (most significant first), and the bytes. The command ends with the connection, and the connection
 * with the command.
 */
final class ExecConnection extends AbstractConnection implements Connection.UpgradeTo {

  private static final Logger log = LoggerFactory.getLogger(ExecConnection.class);
  private static final int BUFFER = 32 * 1024;

  /** How long output may still come after the end, from what the command left behind. */
  private static final int DRAIN_SECONDS = 2;

  private final ExecSession session;
  private final Runnable release;
  private final FrameReader frames;
  private final Object writing = new Object();
  private final AtomicBoolean ended = new AtomicBoolean();

  ExecConnection(EndPoint endPoint, Executor executor, ExecSession session, Runnable release) {
    super(endPoint, executor);
    this.session = session;
    this.release = release;
    this.frames = new FrameReader(session.stdin());
  }

  @Override
  public void onUpgradeTo(ByteBuffer early) {
    if (BufferUtil.hasContent(early)) {
      frames.take(early);
    }
  }

  @Override
  public void onOpen() {
    super.onOpen();
    CompletableFuture<Void> out = pump(session.stdout(), Frames.STDOUT);
    CompletableFuture<Void> err = pump(session.stderr(), Frames.STDERR);
    CompletableFuture<Void> drained = CompletableFuture.allOf(out, err);
    var unused =
        session
            .exit()
            .whenComplete(
                (code, failure) -> getExecutor().execute(() -> finish(drained, code, failure)));
    fillInterested();
  }

  @Override
  public void onFillable() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    buffer.limit(0);
    try {
      while (true) {
        int filled = getEndPoint().fill(buffer);
        if (filled < 0) {
          end();
          return;
        }
        if (filled == 0) {
          fillInterested();
          return;
        }
        frames.take(buffer);
        buffer.clear().limit(0);
      }
    } catch (IOException | IllegalArgumentException e) {
      log.debug("exec: the client's side failed", e);
      end();
    }
  }

  @Override
  protected void onFillInterestedFailed(Throwable cause) {
    end();
  }

  /** Ends the command and the connection; repeating it changes nothing. */
  void end() {
    if (ended.compareAndSet(false, true)) {
      release.run();
      try {
        session.close();
      } finally {
        getEndPoint().close();
      }
    }
  }

  private CompletableFuture<Void> pump(InputStream from, byte stream) {
    return CompletableFuture.runAsync(
        () -> {
          byte[] buffer = new byte[BUFFER];
          try {
            int read;
            while ((read = from.read(buffer)) >= 0) {
              send(stream, buffer, read);
            }
          } catch (IOException e) {
            log.debug("exec: an output ended early", e);
          }
        },
        getExecutor());
  }

  private void finish(
      CompletableFuture<Void> drained,
      @org.jspecify.annotations.Nullable Integer code,
      @org.jspecify.annotations.Nullable Throwable failure) {
    try {
      var unused = drained.completeOnTimeout(null, DRAIN_SECONDS, TimeUnit.SECONDS).join();
      if (code != null) {
        send(Frames.EXIT, ByteBuffer.allocate(4).putInt(code).array(), 4);
      } else {
        byte[] why = String.valueOf(failure).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        send(Frames.ERROR, why, why.length);
      }
    } catch (IOException e) {
      log.debug("exec: the client went before the end", e);
    } finally {
      end();
    }
  }

  private void send(byte stream, byte[] bytes, int length) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(5).put(stream).putInt(length).flip();
    synchronized (writing) {
      try (Blocker.Callback written = Blocker.callback()) {
        getEndPoint().write(written, head, ByteBuffer.wrap(bytes, 0, length));
        written.block();
      }
    }
  }
}
