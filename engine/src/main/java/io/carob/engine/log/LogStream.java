package io.carob.engine.log;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/**
 * A container's log as plain text. When it follows, reading waits for more until {@link
 * #drainAndEnd} or {@link #close}. A file that was rotated (another file under the name, or a
 * shorter one) is read on from the beginning of the new one.
 */
public final class LogStream extends InputStream {

  private static final int BLOCK = 64 * 1024;

  private final Path path;
  private final LogLines lines;
  private final LogRange range;
  private final @Nullable WatchService watch;
  private @Nullable FileChannel file;
  private @Nullable Object fileKey;
  private long position;
  private byte[] ready = new byte[0];
  private int offset;
  private volatile boolean ending;
  private volatile boolean closed;
  private volatile Runnable onClose = () -> {};

  private LogStream(Path path, LogRange range, @Nullable WatchService watch) {
    this.path = path;
    this.range = range;
    this.lines = new LogLines(range);
    this.watch = watch;
  }

  /**
   * Opens a log.
   *
   * @param follow whether to wait for more
   * @throws CarobException {@code INTERNAL} when it cannot be read
   */
  public static LogStream open(Path path, LogRange range, boolean follow) {
    try {
      WatchService watch = null;
      if (follow) {
        watch = path.getFileSystem().newWatchService();
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
          throw new IOException("it has no folder");
        }
        folder.register(
            watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      }
      LogStream stream = new LogStream(path, range, watch);
      stream.openFile(true);
      return stream;
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "reading the log " + path + " failed: " + e.getMessage(), e);
    }
  }

  /** Runs when the stream is closed. */
  public void onClose(Runnable action) {
    onClose = action;
    if (closed) {
      action.run();
    }
  }

  /** Nothing more will be written: what is there is read, then the stream ends. */
  public void drainAndEnd() {
    ending = true;
    closeWatch();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int at, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (offset >= ready.length) {
      if (closed || !fill()) {
        return -1;
      }
    }
    int count = Math.min(length, ready.length - offset);
    System.arraycopy(ready, offset, into, at, count);
    offset += count;
    return count;
  }

  @Override
  public int available() {
    return ready.length - offset;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    closeWatch();
    FileChannel open = file;
    if (open != null) {
      open.close();
    }
    onClose.run();
  }

  /** Gets more text; false at the end. */
  private boolean fill() throws IOException {
    while (true) {
      boolean last = ending || watch == null;
      byte[] more = readBlock();
      if (more.length > 0) {
        ready = lines.text(more);
        offset = 0;
        if (ready.length > 0) {
          return true;
        }
      } else if (!replaced()) {
        if (last) {
          ready = lines.rest();
          offset = 0;
          return ready.length > 0;
        }
        await();
        if (closed) {
          return false;
        }
      }
    }
  }

  private byte[] readBlock() throws IOException {
    FileChannel open = file;
    if (open == null) {
      return new byte[0];
    }
    ByteBuffer buffer = ByteBuffer.allocate(BLOCK);
    try {
      int count = open.read(buffer, position);
      if (count <= 0) {
        return new byte[0];
      }
      position += count;
      return java.util.Arrays.copyOf(buffer.array(), count);
    } catch (ClosedChannelException e) {
      return new byte[0];
    }
  }

  /** Whether another or a shorter file is there now; then reading goes on in it. */
  private boolean replaced() throws IOException {
    if (closed) {
      return false;
    }
    FileChannel open = file;
    Object now = key();
    if (open == null || (now != null && !now.equals(fileKey))) {
      openFile(false);
      return file != null && file != open;
    }
    if (open.size() < position) {
      position = 0;
      return true;
    }
    return false;
  }

  private void openFile(boolean first) throws IOException {
    FileChannel next;
    try {
      next = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return;
    }
    FileChannel before = file;
    if (before != null) {
      before.close();
    }
    file = next;
    fileKey = key();
    position =
        first && range.tail().isPresent() ? new LogTail(next).start(range.tail().getAsInt()) : 0;
  }

  private @Nullable Object key() throws IOException {
    try {
      return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class)
          .fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void await() throws IOException {
    WatchService service = watch;
    if (service == null) {
      return;
    }
    try {
      WatchKey key = service.take();
      key.pollEvents();
      key.reset();
    } catch (ClosedWatchServiceException e) {
      return; // it ends: the caller reads what is left
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void closeWatch() {
    WatchService service = watch;
    if (service != null) {
      try {
        service.close();
      } catch (IOException e) {
        throw new CarobException(ErrorCode.INTERNAL, "closing the watch of " + path, e);
      }
    }
  }

  /** Turns blocks of records into lines of text. */
  private static final class LogLines {
    private final LogRange range;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private boolean inLine;

    LogLines(LogRange range) {
      this.range = range;
    }

    byte[] text(byte[] block) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(block.length);
      for (byte b : block) {
        if (b == '\n') {
          line(record.toByteArray(), out);
          record.reset();
        } else {
          record.write(b);
        }
      }
      return out.toByteArray();
    }

    /** A record without its end of line, as a crash may leave it. */
    byte[] rest() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      if (record.size() > 0) {
        line(record.toByteArray(), out);
        record.reset();
      }
      return out.toByteArray();
    }

    private void line(byte[] line, ByteArrayOutputStream out) {
      CriRecord.parse(line)
          .ifPresentOrElse(
              r -> show(r, out),
              () -> {
                out.writeBytes(line);
                out.write('\n');
              });
    }

    private void show(CriRecord r, ByteArrayOutputStream out) {
      if (!r.of(range.output())) {
        return;
      }
      if (range.since().isPresent() && !r.since(range.since().get())) {
        return;
      }
      if (range.timestamps() && !inLine) {
        out.writeBytes((r.time() + " ").getBytes(StandardCharsets.US_ASCII));
      }
      out.writeBytes(r.text());
      if (r.full()) {
        out.write('\n');
      }
      inLine = !r.full();
    }
  }
}
