package io.carob.image.store.content;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How far a blob on its way in has come, for those who read it behind its writer. It ends complete,
 * when the whole is verified, or broken.
 */
final class Growth {

  private final Path file;
  private long size;
  private boolean complete;
  private @Nullable String broken;

  Growth(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  /** How many bytes are there. */
  synchronized long size() {
    return size;
  }

  /** The file that grows. */
  Path file() {
    return file;
  }

  synchronized void grown(long bytes) {
    size = bytes;
    notifyAll();
  }

  /** All is there, verified. */
  synchronized void completed() {
    complete = true;
    notifyAll();
  }

  /** What has been read may be wrong, or the rest does not come; no effect once it is complete. */
  synchronized void broke(String why) {
    if (!complete && broken == null) {
      broken = why;
      notifyAll();
    }
  }

  /**
   * Waits for more than so many bytes.
   *
   * @return how many are there; the same as asked when that was all, and all is verified
   * @throws IOException when the rest does not come
   */
  synchronized long await(long position) throws IOException {
    while (broken == null && !complete && size <= position) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for a blob");
      }
    }
    if (broken != null) {
      throw new IOException(broken);
    }
    return size;
  }
}
