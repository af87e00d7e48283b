package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Http;
import io.carob.image.store.registry.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends one blob: not at all when it is there, by mounting it from another repository when that
 * works, else in chunks. After a cut it goes on behind what the registry says has come.
 */
final class Upload {

  private static final Pattern RANGE = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

  private final BlobStore blobs;
  private final Session host;
  private final Place place;
  private final int chunkBytes;
  private final ImportProgress progress;

  Upload(BlobStore blobs, Session host, Place place, int chunkBytes, ImportProgress progress) {
    this.blobs = blobs;
    this.host = host;
    this.place = place;
    this.chunkBytes = chunkBytes;
    this.progress = progress;
  }

  /** An upload that the registry has begun: where it goes on, and with which byte. */
  private record Begun(URI at, long offset, int chunk) {}

  /**
   * Sends the blob.
   *
   * @param sources other repositories of the registry that may have it
   */
  void run(Digest digest, String subject, List<String> sources) {
    long size = blobs.size(digest);
    String what = "sending blob " + digest + " to " + place;
    if (!isThere(digest, what)) {
      int failures = 0;
      long reached = 0;
      Begun begun = null;
      while (true) {
        try {
          begun = begun == null ? begin(digest, sources, what) : begun;
          if (begun.offset < 0 || send(digest, size, begun, subject, what)) {
            break;
          }
          throw new IOException("the upload was refused for now");
        } catch (IOException e) {
          failures++;
          if (RegistryErrors.isDistrust(e) || !host.patience().left(failures)) {
            throw RegistryErrors.unreachable(host.endpoint(), what, e);
          }
          host.patience().pause(failures);
          if (isThere(digest, what)) {
            break; // only the answer was lost
          }
          begun = begun == null ? null : resumed(begun, size, what);
          if (begun != null && begun.offset > reached) {
            reached = begun.offset;
            failures = 0; // what gets on may break off as often as it likes
          }
        }
      }
    }
    progress.progress(subject, size, size);
  }

  private boolean isThere(Digest digest, String what) {
    URI uri = host.endpoint().at(place.repository() + "/blobs/" + digest);
    try (Reply reply = host.send(Call.of("HEAD", uri), what)) {
      if (!reply.ok() && reply.status() != 404) {
        throw host.refusal(reply, what);
      }
      return reply.ok();
    }
  }

  /** Begins an upload; an offset below 0 says that the blob was mounted. */
  private Begun begin(Digest digest, List<String> sources, String what) {
    for (String source : sources) {
      Begun begun = post("?mount=" + digest + "&from=" + source, what);
      if (begun.offset < 0) {
        return begun;
      }
      cancel(begun);
    }
    return post("", what);
  }

  private Begun post(String query, String what) {
    URI uri = URI.create(host.endpoint().at(place.repository() + "/blobs/uploads/") + query);
    try (Reply reply = host.expect(Call.of("POST", uri), what)) {
      if (reply.status() == 201) {
        return new Begun(uri, -1, chunkBytes);
      }
      int least =
          reply
              .header("OCI-Chunk-Min-Length")
              .filter(text -> text.matches("[0-9]{1,9}"))
              .map(Integer::parseInt)
              .orElse(0);
      return new Begun(location(reply, what), 0, Math.max(chunkBytes, least));
    }
  }

  /** An upload that is not needed, because another repository is tried. */
  private void cancel(Begun begun) {
    try (Reply reply = host.once(Call.of("DELETE", begun.at))) {
      assert reply.status() > 0;
    } catch (IOException e) {
      // the registry forgets it in time
    }
  }

  private static URI location(Reply reply, String what) {
    String location =
        reply
            .header("Location")
            .orElseThrow(
                () ->
                    new CarobException(
                        ErrorCode.UNAVAILABLE,
                        what + " failed: the registry did not say where to send it"));
    return Http.resolve(reply.uri(), location);
  }

  /** Whether it has arrived; false for a failure that may pass. */
  private boolean send(Digest digest, long size, Begun begun, String subject, String what)
      throws IOException {
    URI at = begun.at;
    long offset = begun.offset;
    if (offset == 0 && size <= begun.chunk) {
      return finish(put(at, digest).with(body(digest, 0, size)), what);
    }
    while (offset < size) {
      long length = Math.min(begun.chunk, size - offset);
      Call patch =
          Call.of("PATCH", at)
              .with("Content-Type", "application/octet-stream")
              .with("Content-Range", offset + "-" + (offset + length - 1))
              .with(body(digest, offset, length));
      try (Reply reply = host.once(patch)) {
        if (!reply.ok()) {
          return refused(reply, what);
        }
        at = location(reply, what);
        offset = arrived(reply, offset, length);
      }
      progress.progress(subject, offset, size);
    }
    return finish(put(at, digest), what);
  }

  /** Where the registry goes on after a chunk: behind its beginning and not behind its end. */
  private static long arrived(Reply reply, long offset, long length) throws IOException {
    long next = reply.header("Range").map(Upload::behind).orElse(offset + length);
    if (next <= offset || next > offset + length) {
      throw new IOException("the registry took a chunk, and says that it has another range");
    }
    return next;
  }

  private boolean finish(Call put, String what) throws IOException {
    try (Reply reply = host.once(put)) {
      return reply.ok() || refused(reply, what);
    }
  }

  private static Call put(URI at, Digest digest) {
    String separator = at.getRawQuery() == null ? "?" : "&";
    return Call.of("PUT", URI.create(at + separator + "digest=" + digest))
        .with("Content-Type", "application/octet-stream");
  }

  /** False when it may go better after a while, or from the byte that the registry says. */
  private boolean refused(Reply reply, String what) {
    boolean passing = Session.isPassing(reply.status()) && host.canWait(reply);
    if (passing || reply.status() == 404 || reply.status() == 416) {
      return false;
    }
    throw host.refusal(reply, what);
  }

  /** Where the registry says to go on; null to begin anew. */
  private @org.jspecify.annotations.Nullable Begun resumed(Begun begun, long size, String what) {
    try (Reply reply = host.send(Call.of("GET", begun.at), what)) {
      if (!reply.ok() || reply.header("Location").isEmpty()) {
        return null;
      }
      long offset = reply.header("Range").map(Upload::behind).orElse(0L);
      return offset > size ? null : new Begun(location(reply, what), offset, begun.chunk);
    }
  }

  /** The byte behind a range; registries say {@code 0-0} for nothing, and for one byte. */
  private static long behind(String range) {
    Matcher matcher = RANGE.matcher(range.strip());
    long last = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    return last == 0 ? 0 : last + 1;
  }

  private Call.Body body(Digest digest, long offset, long length) {
    return new Call.Body(length, () -> open(digest, offset, length));
  }

  private InputStream open(Digest digest, long offset, long length) {
    InputStream in = blobs.open(digest);
    try {
      in.skipNBytes(offset);
      return new Part(in, length);
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "reading blob " + digest + " failed: " + e.getMessage(), e);
    }
  }
}
