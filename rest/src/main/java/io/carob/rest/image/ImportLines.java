package io.carob.rest.image;

import io.carob.api.CarobException;
import io.carob.api.image.Image;
import io.carob.api.image.ImportProgress;
import io.carob.rest.http.Call;
import io.carob.rest.http.Json;
import io.carob.rest.print.Escape;
import io.carob.rest.print.Human;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The lines that tell of an import, a pull or a push: JSON objects, or text where a line of
 * progress begins with {@code progress:} and a failure with {@code error:}.
 */
final class ImportLines implements ImportProgress {

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final byte[] END = {};

  private final boolean text;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(256);
  private final Map<String, Long> last = new ConcurrentHashMap<>();
  private volatile boolean ended;

  ImportLines(Call call) {
    this.text = call.text();
  }

  String type() {
    return text ? "text/plain;charset=utf-8" : "application/x-ndjson";
  }

  @Override
  public void progress(String subject, long done, long total) {
    long now = System.nanoTime();
    Long before = last.get(subject);
    if (done != total && before != null && now - before < STEP_NANOS) {
      return;
    }
    last.put(subject, now);
    // With a full queue nobody reads fast enough; then a line is lost, not time.
    if (!queue.offer(line(subject, done, total)) && ended) {
      queue.clear();
    }
  }

  /** No more lines come, or nobody reads them. */
  void ended() {
    ended = true;
    if (!queue.offer(END)) {
      queue.clear();
      queue.add(END);
    }
  }

  /** Writes lines until the end. */
  void copyTo(OutputStream out) throws IOException, InterruptedException {
    for (byte[] line = queue.take(); line != END; line = queue.take()) {
      out.write(line);
    }
  }

  byte[] done(String verb, List<Image> images) {
    if (!text) {
      return end(Map.of("images", images.stream().map(ImageViews::json).toList()));
    }
    StringBuilder lines = new StringBuilder();
    for (Image image : images) {
      for (String name : ImageViews.names(List.of(image))) {
        lines.append(verb).append(' ').append(Escape.cell(name));
        lines.append(name.equals(image.id().toString()) ? "" : "  " + image.id()).append('\n');
      }
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The end of work that has no image for its result. */
  byte[] done(String sentence, String name) {
    return text
        ? (sentence + Escape.cell(name) + "\n").getBytes(StandardCharsets.UTF_8)
        : end(Map.of("name", name));
  }

  byte[] failed(CarobException failure) {
    String message = String.valueOf(failure.getMessage());
    if (!text) {
      return end(Map.of("error", Map.of("code", failure.code().name(), "message", message)));
    }
    return ("error: " + Escape.cell(message) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private byte[] line(String subject, long done, long total) {
    if (!text) {
      return end(Map.of("subject", subject, "done", done, "total", total));
    }
    String of = total < 0 ? "" : " of " + Human.size(total);
    String size = done == 0 && total < 0 ? "" : " " + Human.size(done) + of; // nothing to count
    return ("progress: " + Escape.cell(subject) + size + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] end(Object json) {
    byte[] line = Json.line(json);
    byte[] ended = java.util.Arrays.copyOf(line, line.length + 1);
    ended[line.length] = '\n';
    return ended;
  }
}
