package io.carob.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** One connection to the service: bytes both ways, with a bound on the wait for an answer. */
final class Wire implements AutoCloseable {

  private final Path socket;
  private final SocketChannel channel;
  private final Selector readable;
  private final ByteBuffer buffer = ByteBuffer.allocate(32 * 1024).limit(0);
  private long timeoutMillis;
  private long deadline;
  private boolean timed;

  private Wire(Path socket, SocketChannel channel, Selector readable, long timeoutMillis) {
    this.socket = socket;
    this.channel = channel;
    this.readable = readable;
    this.timeoutMillis = timeoutMillis;
  }

  /** Connects; {@link CliException#NO_SERVICE} says what is wrong when nothing answers. */
  static Wire open(Path socket, long timeoutMillis) {
    if (!Files.exists(socket)) {
      throw noService("no service: there is no socket " + socket);
    }
    if (!Files.isWritable(socket)) {
      throw new CliException(
          CliException.NO_SERVICE, "no access to " + socket + ": run as root (sudo carob …)");
    }
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      Selector readable = Selector.open();
      channel.register(readable, SelectionKey.OP_READ);
      return new Wire(socket, channel, readable, timeoutMillis);
    } catch (IOException | IllegalArgumentException e) {
      throw noService(
          "no service: " + socket + " is stale, nobody listens there (" + e.getMessage() + ")");
    }
  }

  private static CliException noService(String what) {
    return CliException.absent(
        what + ". Start the service with `carob start`, or name another with --socket");
  }

  /** From now on waits so long for the next bytes; 0 waits without end. */
  void within(long millis) {
    timeoutMillis = millis;
  }

  /**
   * From now on waits until then, as {@link System#nanoTime} tells it; over the time reading fails
   * with a {@link SocketTimeoutException}.
   */
  void until(long nanoTime) {
    deadline = nanoTime;
    timed = true;
  }

  /** The next byte; -1 at the end. */
  int read() throws IOException {
    return fill() ? buffer.get() & 0xff : -1;
  }

  /** Some bytes; -1 at the end. */
  int read(byte[] into, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int read = Math.min(length, buffer.remaining());
    buffer.get(into, offset, read);
    return read;
  }

  /** So many bytes. */
  void readFully(byte[] into, int length) throws IOException {
    int at = 0;
    while (at < length) {
      int read = read(into, at, length - at);
      if (read < 0) {
        throw new EOFException("the service ended the connection in the middle of its answer");
      }
      at += read;
    }
  }

  private boolean fill() throws IOException {
    while (!buffer.hasRemaining()) {
      buffer.clear();
      int read = channel.read(buffer);
      buffer.flip();
      if (read < 0) {
        return false;
      }
      if (read == 0) {
        await(readable);
      }
    }
    return true;
  }

  private void await(Selector selector) throws IOException {
    if (timed) {
      awaitDeadline(selector);
      return;
    }
    int ready = selector.select(timeoutMillis);
    selector.selectedKeys().clear();
    if (ready == 0 && timeoutMillis > 0) {
      throw new CliException(
          CliException.NO_SERVICE,
          "the service on "
              + socket
              + " does not answer within "
              + timeoutMillis / 1000
              + " s. Look at its log ("
              + socket.resolveSibling("carob.log")
              + ", or `journalctl -u carob`), wait longer with --request-timeout, or restart it");
    }
  }

  private void awaitDeadline(Selector selector) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    int ready = millis <= 0 ? selector.selectNow() : selector.select(millis);
    selector.selectedKeys().clear();
    if (ready == 0 && deadline - System.nanoTime() <= 0) {
      throw new SocketTimeoutException("the time is over");
    }
  }

  /** Sends bytes; may be called by one thread while another reads. */
  void write(byte[] bytes, int length) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes, 0, length);
    while (out.hasRemaining()) {
      if (channel.write(out) == 0) {
        try (Selector writable = Selector.open()) {
          channel.register(writable, SelectionKey.OP_WRITE);
          await(writable);
        }
      }
    }
  }

  /** What is left of the stream, to the end. */
  void copyTo(OutputStream out) throws IOException {
    byte[] bytes = new byte[16 * 1024];
    for (int read = read(bytes, 0, bytes.length); read >= 0; read = read(bytes, 0, bytes.length)) {
      out.write(bytes, 0, read);
      out.flush();
    }
  }

  /** Sends all of a stream. */
  void send(InputStream in) throws IOException {
    byte[] bytes = new byte[64 * 1024];
    for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
      if (read > 0) {
        chunk(bytes, read);
      }
    }
    write(new byte[] {'0', '\r', '\n', '\r', '\n'}, 5);
  }

  private void chunk(byte[] bytes, int length) throws IOException {
    byte[] head = (Integer.toHexString(length) + "\r\n").getBytes(Http.TEXT);
    byte[] frame = new byte[head.length + length + 2];
    System.arraycopy(head, 0, frame, 0, head.length);
    System.arraycopy(bytes, 0, frame, head.length, length);
    frame[frame.length - 2] = '\r';
    frame[frame.length - 1] = '\n';
    write(frame, frame.length);
  }

  @Override
  public void close() throws IOException {
    readable.close();
    channel.close();
  }
}
