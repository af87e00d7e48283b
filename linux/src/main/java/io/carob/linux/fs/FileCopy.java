package io.carob.linux.fs;

import static io.carob.linux.internal.Constants.EINTR;
import static io.carob.linux.internal.Constants.EINVAL;
import static io.carob.linux.internal.Constants.ENOSYS;
import static io.carob.linux.internal.Constants.ENXIO;
import static io.carob.linux.internal.Constants.EOPNOTSUPP;
import static io.carob.linux.internal.Constants.EXDEV;

import io.carob.linux.internal.Libc;
import io.carob.linux.internal.LinuxError;
import io.carob.linux.internal.Scratch;

/**
 * Copies the content of one file: shared blocks if possible, else the ranges that hold data, inside
 * the kernel. What turns out not to work between two file systems is not tried again.
 */
final class FileCopy {

  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final int CHUNK = 1 << 30;

  private boolean share = true;
  private boolean inKernel = true;

  /** Copies all of a file, whose state is known, into an empty one. */
  void copy(OpenFile from, OpenFile to, FileStat stat, String name) {
    long size = stat.size();
    if (size == 0 || shared(from, to)) {
      return;
    }
    if (size <= Scratch.BUFFER_SIZE && stat.allocated() >= size) {
      byBuffer(from, to, size, name); // small and without holes: two calls
    } else {
      ranges(from, to, size, name);
    }
  }

  private static void byBuffer(OpenFile from, OpenFile to, long size, String name) {
    long at = 0;
    while (at < size) {
      long done = byBuffer(from, to, at, size - at, name);
      if (done == 0) {
        return;
      }
      at += done == -EINTR ? 0 : LinuxError.check(done, "copy", name);
    }
  }

  private void ranges(OpenFile from, OpenFile to, long size, String name) {
    long at = 0;
    while (at < size) {
      long data = Libc.lseek(from.number(), at, SEEK_DATA);
      if (data == -ENXIO) {
        break;
      }
      boolean dense = data == -EINVAL;
      data = dense ? at : LinuxError.check(data, "lseek SEEK_DATA", name);
      long hole =
          dense
              ? size
              : LinuxError.check(
                  Libc.lseek(from.number(), data, SEEK_HOLE), "lseek SEEK_HOLE", name);
      range(from, to, data, Math.min(hole, size), name);
      at = hole;
    }
    to.truncate(size);
  }

  private boolean shared(OpenFile from, OpenFile to) {
    if (share && Reflink.share(from, to) >= 0) {
      return true;
    }
    share = false;
    return false;
  }

  private void range(OpenFile from, OpenFile to, long start, long end, String name) {
    long at = start;
    while (at < end) {
      long done = inKernel ? inKernel(from, to, at, end - at) : -ENOSYS;
      if (done == -ENOSYS || done == -EXDEV || done == -EINVAL || done == -EOPNOTSUPP) {
        inKernel = false;
        done = byBuffer(from, to, at, end - at, name);
      }
      if (done == 0) {
        return;
      }
      at += done == -EINTR ? 0 : LinuxError.check(done, "copy", name);
    }
  }

  /** The kernel takes the offsets by address. */
  private static long inKernel(OpenFile from, OpenFile to, long at, long size) {
    Scratch scratch = Scratch.get();
    scratch.struct().putLong(0, at).putLong(8, at);
    long offsets = scratch.structAddress();
    return Libc.copyFileRange(
        from.number(), offsets, to.number(), offsets + 8, Math.min(size, CHUNK));
  }

  private static long byBuffer(OpenFile from, OpenFile to, long at, long size, String name) {
    Scratch scratch = Scratch.get();
    long part = Math.min(size, Scratch.BUFFER_SIZE);
    long got = Libc.pread(from.number(), scratch.bufferAddress(), part, at);
    long done = 0;
    while (done < got) {
      long written =
          Libc.pwrite(to.number(), scratch.bufferAddress() + done, got - done, at + done);
      done += LinuxError.check(written, "pwrite", name);
    }
    return got;
  }
}
