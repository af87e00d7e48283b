package io.carob.linux.io;

import static io.carob.linux.internal.Constants.ECONNRESET;
import static io.carob.linux.internal.Constants.EINTR;
import static io.carob.linux.internal.Constants.O_DIRECTORY;
import static io.carob.linux.internal.Constants.O_PATH;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.linux.RawName;
import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connected unix socket of type SOCK_SEQPACKET, such as conmon's attach socket. Packets keep
 * their bounds. One thread may send while another receives; closing wakes both.
 */
public final class SeqPacketSocket implements AutoCloseable {

  /** The largest packet that is sent or received whole. */
  public static final int MAX_PACKET = Scratch.BUFFER_SIZE;

  private static final int AF_UNIX = 1;
  private static final int SEQPACKET_CLOEXEC = 5 | 0x80000;
  private static final int MAX_PATH = 107;
  private static final int ADDRESS_SIZE = 110;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SHUT_WR = 1;
  private static final int SHUT_RDWR = 2;

  private final Fd fd;
  private final String path;
  private final ReentrantLock receiving = new ReentrantLock();
  private final ReentrantLock sending = new ReentrantLock();
  private volatile boolean closed;

  private SeqPacketSocket(Fd fd, String path) {
    this.fd = fd;
    this.path = path;
  }

  /**
   * Connects to a socket file; its path may be longer than the 107 bytes of a socket address.
   *
   * @throws CarobException {@code NOT_FOUND} when there is no such file, {@code UNAVAILABLE} when
   *     nobody listens
   */
  public static SeqPacketSocket connect(Path path) {
    String raw = RawName.ofPath(path.toAbsolutePath());
    Fd socket = new Fd(LinuxError.check(Libc.socket(AF_UNIX, SEQPACKET_CLOEXEC, 0), "socket", raw));
    try {
      if (raw.length() <= MAX_PATH) {
        connect(socket, raw, raw);
      } else {
        connectByFolder(socket, raw);
      }
      return new SeqPacketSocket(socket, raw);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static void connectByFolder(Fd socket, String raw) {
    int slash = raw.lastIndexOf('/');
    try (Fd folder = Fd.open(raw.substring(0, slash), O_PATH | O_DIRECTORY)) {
      connect(socket, folder.procPath() + raw.substring(slash), raw);
    }
  }

  private static void connect(Fd socket, String address, String subject) {
    if (address.length() > MAX_PATH) {
      throw LinuxError.of("connect", subject, 36, "the socket's own name is too long");
    }
    Scratch scratch = Scratch.get();
    ByteBuffer struct = scratch.struct(ADDRESS_SIZE + 2);
    struct.putShort(0, (short) AF_UNIX).put(2, RawName.toBytes(address));
    LinuxError.check(
        Libc.connect(socket.number(), scratch.structAddress(), ADDRESS_SIZE), "connect", subject);
  }

  /**
   * Sends one packet, waiting while the peer's buffer is full.
   *
   * @throws CarobException {@code UNAVAILABLE} when the peer has gone or this was closed
   */
  public void send(byte[] bytes, int offset, int length) {
    sending.lock();
    try {
      Scratch scratch = Scratch.get();
      scratch.buffer().put(0, bytes, offset, length);
      long sent;
      do {
        sent = Libc.send(openNumber(), scratch.bufferAddress(), length, MSG_NOSIGNAL);
      } while (sent == -EINTR);
      LinuxError.check(sent, "send", path);
    } finally {
      sending.unlock();
    }
  }

  /**
   * Waits for one packet and copies it.
   *
   * @param into room for the packet; what does not fit is lost
   * @return its length, -1 when the peer has gone or this was closed
   */
  public int receive(byte[] into) {
    receiving.lock();
    try {
      if (closed) {
        return -1;
      }
      Scratch scratch = Scratch.get();
      long got;
      do {
        got = Libc.recv(fd.number(), scratch.bufferAddress(), MAX_PACKET, 0);
      } while (got == -EINTR);
      if (got == 0 || got == -ECONNRESET) {
        return -1;
      }
      int length = (int) Math.min(LinuxError.check(got, "recv", path), into.length);
      scratch.buffer().get(0, into, 0, length);
      return length;
    } finally {
      receiving.unlock();
    }
  }

  private int openNumber() {
    if (closed) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE, "socket " + RawName.toText(path) + " is closed");
    }
    return fd.number();
  }

  /** Tells the peer that no more will be sent. */
  public void shutdownOutput() {
    LinuxError.check(Libc.shutdown(openNumber(), SHUT_WR), "shutdown", path);
  }

  /** Wakes waiting threads and closes; a second time has no effect. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      int ignored = Libc.shutdown(fd.number(), SHUT_RDWR);
      assert ignored <= 0 : "the peer may have gone";
    }
    receiving.lock();
    sending.lock();
    try {
      fd.close();
    } finally {
      sending.unlock();
      receiving.unlock();
    }
  }
}
