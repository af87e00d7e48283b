package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.EINTR;

import io.carob.linux.internal.Fd;
import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A regular file that is open for reading or writing. Used by one thread at a time. Failures carry
 * the file's name within its root; a full disk is {@code RESOURCE_EXHAUSTED}.
 */
public final class OpenFile implements AutoCloseable {

  private static final int SEEK_SET = 0;

  private final Fd fd;
  private final String name;

  OpenFile(Fd fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  /** The descriptor's number, for calls within these packages. */
  int number() {
    return fd.number();
  }

  /** Writes all of the bytes at the current position. */
  public void write(byte[] bytes, int offset, int length) {
    Scratch scratch = Scratch.get();
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, Scratch.BUFFER_SIZE);
      scratch.buffer().put(0, bytes, offset + done, part);
      writeFully(scratch.bufferAddress(), part);
      done += part;
    }
  }

  /** Writes all that remains of a buffer at the current position. */
  public void write(ByteBuffer source) {
    if (source.isDirect()) {
      writeFully(Scratch.address(source) + source.position(), source.remaining());
      source.position(source.limit());
      return;
    }
    Scratch scratch = Scratch.get();
    while (source.hasRemaining()) {
      int part = Math.min(source.remaining(), Scratch.BUFFER_SIZE);
      scratch.buffer().put(0, source, source.position(), part);
      source.position(source.position() + part);
      writeFully(scratch.bufferAddress(), part);
    }
  }

  private void writeFully(long address, int length) {
    int done = 0;
    while (done < length) {
      long written = Libc.write(fd.number(), address + done, length - done);
      if (written != -EINTR) {
        done += (int) LinuxError.check(written, "write", name);
      }
    }
  }

  /**
   * Reads up to {@code length} bytes at the current position.
   *
   * @return how many were read, -1 at the end
   */
  public int read(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    Scratch scratch = Scratch.get();
    long size = Math.min(length, Scratch.BUFFER_SIZE);
    long got;
    do {
      got = Libc.read(fd.number(), scratch.bufferAddress(), size);
    } while (got == -EINTR);
    LinuxError.check(got, "read", name);
    scratch.buffer().get(0, bytes, offset, (int) got);
    return got == 0 ? -1 : (int) got;
  }

  /** Moves the position; writing behind the end leaves a hole. */
  public void position(long position) {
    LinuxError.check(Libc.lseek(fd.number(), position, SEEK_SET), "lseek", name);
  }

  /** Sets the length; a longer one leaves a hole at the end. */
  public void truncate(long size) {
    LinuxError.check(Libc.ftruncate(fd.number(), size), "ftruncate", name);
  }

  /** Sets owner and group. This clears set-user-ID and file capabilities: do it first. */
  public void setOwner(int uid, int gid) {
    LinuxError.check(Libc.fchown(fd.number(), uid, gid), "fchown", name);
  }

  /** Sets the permission bits exactly, whatever the umask. */
  public void setMode(int mode) {
    LinuxError.check(Libc.fchmod(fd.number(), mode & 07777), "fchmod", name);
  }

  /** Sets the times, to the nanosecond where the file system has them. */
  public void setTimes(Instant access, Instant modification) {
    LinuxError.check(Libc.futimens(fd.number(), Times.put(access, modification)), "futimens", name);
  }

  /** Sets an extended attribute. */
  public void setXattr(String attribute, byte[] value) {
    Xattrs.set(fd.number(), name, attribute, value);
  }

  /** Reads the inode's state. */
  public FileStat stat() {
    return Statx.at(fd.number(), "", 0);
  }

  /** Waits until content and inode are on the disk. */
  public void sync() {
    LinuxError.check(Libc.fsync(fd.number()), "fsync", name);
  }

  /** Closes it; a second time has no effect. */
  @Override
  public void close() {
    fd.close();
  }
}
