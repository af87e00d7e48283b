package io.carob.rest.pod;

import io.carob.api.CarobException;
import io.carob.api.pod.LogRequest;
import io.carob.api.pod.Pods;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The logs of one or several containers, on their way to one client. */
final class Logs implements AutoCloseable {

  private static final int BUFFER = 16 * 1024;
  private static final int LONGEST_LINE = 64 * 1024;

  private record Log(InputStream text, String prefix) {}

  private final List<Log> logs = new ArrayList<>();
  private final Object writing = new Object();
  private volatile boolean closed;

  private Logs() {}

  /**
   * Opens them all; on failure none stays open.
   *
   * @param prefixed whether each line begins with its pod and container
   */
  static Logs open(Pods pods, List<LogRequest> requests, boolean prefixed) {
    Logs logs = new Logs();
    try {
      for (LogRequest request : requests) {
        String prefix =
            prefixed ? "[pod/" + request.pod() + "/" + request.container().orElse("") + "] " : "";
        logs.logs.add(new Log(pods.log(request), prefix));
      }
      return logs;
    } catch (RuntimeException e) {
      logs.close();
      throw e;
    }
  }

  /** Copies one after the other. */
  void copyInTurn(OutputStream out) throws IOException {
    for (Log log : logs) {
      copy(log, out, !log.prefix().isEmpty());
    }
  }

  /** Copies all as they come, each line whole; returns when all have ended. */
  void copyAtOnce(OutputStream out, Executor threads) throws IOException {
    List<CompletableFuture<Void>> others = new ArrayList<>();
    for (Log log : logs.subList(1, logs.size())) {
      others.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  copy(log, out, true);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              threads));
    }
    copy(logs.get(0), out, true);
    try {
      others.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException unchecked) {
        throw new IOException("a log ended early", unchecked);
      }
      throw e;
    }
  }

  private void copy(Log log, OutputStream out, boolean byLine) throws IOException {
    byte[] buffer = new byte[BUFFER];
    byte[] prefix = log.prefix().getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream begun = new ByteArrayOutputStream();
    while (true) {
      int read;
      try {
        read = log.text().read(buffer);
      } catch (IOException e) {
        if (closed) {
          return; // closed under us, because nobody reads any more
        }
        throw e;
      }
      if (read < 0) {
        break;
      }
      if (byLine) {
        lines(buffer, read, prefix, begun, out);
      } else {
        out.write(buffer, 0, read);
      }
    }
    flush(begun, out);
  }

  private void lines(
      byte[] bytes, int length, byte[] prefix, ByteArrayOutputStream begun, OutputStream out)
      throws IOException {
    for (int i = 0; i < length; i++) {
      if (begun.size() == 0) {
        begun.writeBytes(prefix);
      }
      begun.write(bytes[i]);
      if (bytes[i] == '\n' || begun.size() >= LONGEST_LINE) {
        flush(begun, out);
      }
    }
  }

  private void flush(ByteArrayOutputStream begun, OutputStream out) throws IOException {
    if (begun.size() > 0) {
      synchronized (writing) {
        out.write(begun.toByteArray());
      }
      begun.reset();
    }
  }

  /** Closes all, which ends reads that wait for more; a repetition changes nothing. */
  @Override
  public void close() {
    closed = true;
    for (Log log : logs) {
      try {
        log.text().close();
      } catch (IOException | CarobException e) {
        org.slf4j.LoggerFactory.getLogger(Logs.class).debug("closing a log failed", e);
      }
    }
  }
}
