package io.carob.image.store.layer;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses in a thread of its own while the reader hashes and writes files, from when that is
 * of use: when a processor is idle and the stream is not short. Until then the reader decompresses
 * by itself, which costs no hand-over between threads. Memory is bounded by a few buffers. Closing
 * ends the thread before it closes the stream below.
 */
final class ReadAhead extends InputStream {

  private static final int BUFFER = 256 * 1024;
  private static final int BUFFERS = 6;
  private static final String THREAD = "carob-inflate";

  /** What is read before a thread is begun. */
  private static final long SHORT = 1 << 20;

  private final InputStream in;
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final BooleanSupplier worthIt;
  private @Nullable Thread thread;
  private long alone;
  private Chunk current = new Chunk(new byte[0], 0, null);
  private int position;

  /** Bytes, or the end: then with the failure if there was one. */
  private static final class Chunk {
    private final byte[] bytes;
    private final int length;
    private final @Nullable Throwable failure;

    Chunk(byte[] bytes, int length, @Nullable Throwable failure) {
      this.bytes = bytes;
      this.length = length;
      this.failure = failure;
    }

    boolean isEnd() {
      return length < 0;
    }
  }

  /**
   * Begins without a thread.
   *
   * @param worthIt whether a thread would find a processor, asked now and then
   */
  ReadAhead(InputStream in, BooleanSupplier worthIt) {
    this.in = in;
    this.worthIt = worthIt;
  }

  private void begin() {
    Thread begun = new Thread(this::produce, THREAD);
    begun.setDaemon(true);
    thread = begun;
    begun.start();
  }

  private void produce() {
    Throwable failure = null;
    try {
      int allocated = 0;
      int n = 0;
      while (n >= 0) {
        byte[] bytes = allocated < BUFFERS ? free.poll() : free.take();
        if (bytes == null) {
          bytes = new byte[BUFFER];
          allocated++;
        }
        n = in.read(bytes, 0, BUFFER);
        if (n > 0) {
          full.put(new Chunk(bytes, n, null));
        } else {
          free.add(bytes);
        }
      }
    } catch (InterruptedException e) {
      return; // closed: nobody reads any more
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    full.add(new Chunk(new byte[0], -1, failure)); // there is room for it beside all buffers
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (thread == null) {
      if (alone < SHORT || !worthIt.getAsBoolean()) {
        int n = in.read(into, offset, length);
        alone += Math.max(n, 0);
        return n;
      }
      begin();
    }
    if (position == current.length) {
      next();
    }
    if (current.isEnd()) {
      return end();
    }
    int n = Math.min(length, current.length - position);
    System.arraycopy(current.bytes, position, into, offset, n);
    position += n;
    return n;
  }

  private void next() throws IOException {
    if (current.bytes.length > 0) {
      free.add(current.bytes);
    }
    try {
      current = full.take();
      position = 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while unpacking");
    }
  }

  private int end() throws IOException {
    Throwable failure = current.failure;
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof CarobException e) {
      throw e;
    }
    if (failure != null) {
      throw new CarobException(ErrorCode.INTERNAL, "decompressing failed: " + failure, failure);
    }
    return -1;
  }

  /** Waits for the thread, which never waits for long once it is interrupted. */
  @Override
  public void close() throws IOException {
    if (thread != null) {
      end(thread);
    }
    in.close();
  }

  private static void end(Thread thread) {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
