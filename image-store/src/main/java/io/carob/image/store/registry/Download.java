package io.carob.image.store.registry;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.archive.RemoteBlobs.Layer;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.content.ResumableBlob;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings one blob in. After a cut it goes on where it ended; a blob that came out wrong is fetched
 * once more from its beginning; then the next host is asked.
 */
final class Download {

  private static final int BUFFER = 128 << 10;

  /** What must come between two cuts, so that they do not count as failures in a row. */
  private static final long PROGRESS = 64 << 10;

  private static final Pattern RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/.*");

  private final BlobStore blobs;
  private final List<Session> hosts;
  private final Place place;
  private final ImportProgress progress;
  private final Consumer<Digest> begun;

  Download(
      BlobStore blobs,
      List<Session> hosts,
      Place place,
      ImportProgress progress,
      Consumer<Digest> begun) {
    this.begun = begun;
    this.blobs = blobs;
    this.hosts = hosts;
    this.place = place;
    this.progress = progress;
  }

  /**
   * Brings the blob in; the lease holds it then. One thread at a time for a digest.
   *
   * @throws CarobException {@code DATA_LOSS}, {@code NOT_FOUND}, {@code RESOURCE_EXHAUSTED} and
   *     others
   */
  void run(Layer layer, BlobLease lease) {
    String subject = "layer " + layer.digest().abbreviated();
    if (!lease.hold(layer.digest())) {
      try (ResumableBlob blob = blobs.resume(layer.digest(), layer.size(), lease)) {
        begun.accept(layer.digest());
        List<CarobException> failures = new ArrayList<>();
        for (Session host : hosts) {
          Optional<CarobException> failure = from(host, layer, blob, subject);
          if (failure.isEmpty()) {
            break;
          }
          failures.add(failure.get());
        }
        if (failures.size() == hosts.size()) {
          throw RegistryErrors.all(failures, Optional.empty());
        }
      }
    } else if (blobs.size(layer.digest()) != layer.size()) {
      throw RegistryErrors.corrupt(
          "the manifest of " + place, "it gives a wrong size of " + layer.digest());
    }
    begun.accept(layer.digest()); // also of one that was here
    progress.progress(subject, layer.size(), layer.size());
  }

  /** All of it from one host; the failure, when another may be asked. */
  private Optional<CarobException> from(
      Session host, Layer layer, ResumableBlob blob, String subject) {
    String what = "getting blob " + layer.digest() + " of " + place;
    boolean again = false;
    int failures = 0;
    int restarts = 0;
    while (true) {
      long before = blob.size();
      try {
        if (blob.missing() > 0) {
          Optional<CarobException> refused = receive(host, layer, blob, what, subject);
          if (refused.isPresent()) {
            return refused;
          }
        }
        blob.commit();
        return Optional.empty();
      } catch (IOException e) {
        failures = blob.size() - before >= PROGRESS ? 1 : failures + 1;
        restarts += blob.size() < before ? 1 : 0;
        if (restarts > 1 || !host.patience().left(failures)) {
          return Optional.of(RegistryErrors.unreachable(host.endpoint(), what, e));
        }
        host.patience().pause(failures);
      } catch (CarobException e) {
        if (e.code() != ErrorCode.DATA_LOSS) {
          throw e; // of this node
        }
        blob.restart();
        if (again) {
          return Optional.of(e);
        }
        again = true; // what an earlier try had left may have been wrong
      }
    }
  }

  /** The refusal of the host, if it refuses; {@link IOException} when it breaks off. */
  private Optional<CarobException> receive(
      Session host, Layer layer, ResumableBlob blob, String what, String subject)
      throws IOException {
    try (Reply reply = host.send(call(host, layer, blob), what)) {
      if (reply.status() == 416 && blob.size() > 0) {
        blob.restart();
        throw new IOException("the host cannot go on in the middle of the blob");
      }
      if (!reply.ok()) {
        return Optional.of(RegistryErrors.status(host.endpoint(), what, reply));
      }
      InputStream body = reply.body();
      body.skipNBytes(blob.size() - begin(reply, blob.size()));
      copy(body, blob, layer, subject);
      return Optional.empty();
    } catch (CarobException e) {
      if (e.code() == ErrorCode.DATA_LOSS || !Session.mayAskOthers(e) || isOwn(e)) {
        throw e;
      }
      return Optional.of(e);
    }
  }

  /** Whether the failure is of this node: a full disk. */
  private static boolean isOwn(CarobException e) {
    return e.code() == ErrorCode.RESOURCE_EXHAUSTED;
  }

  private Call call(Session host, Layer layer, ResumableBlob blob) {
    Call all = Call.of("GET", host.endpoint().at(place.repository() + "/blobs/" + layer.digest()));
    return blob.size() == 0
        ? all
        : all.with("Range", "bytes=" + blob.size() + "-" + (layer.size() - 1));
  }

  /** Where in the blob the body begins. */
  private static long begin(Reply reply, long wanted) throws IOException {
    if (reply.status() != 206) {
      return 0;
    }
    Matcher range = RANGE.matcher(reply.header("Content-Range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) > wanted) {
      throw new IOException("the host answered another range than it was asked for");
    }
    return Long.parseLong(range.group(1));
  }

  private void copy(InputStream body, ResumableBlob blob, Layer layer, String subject)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    int n;
    while ((n = body.read(buffer)) >= 0) {
      blob.write(buffer, 0, n);
      progress.progress(subject, blob.size(), layer.size());
      if (Thread.currentThread().isInterrupted()) {
        throw RegistryErrors.interrupted("getting blob " + layer.digest(), null);
      }
    }
    if (blob.missing() > 0) {
      throw new IOException("the body ended " + blob.missing() + " bytes early");
    }
  }
}
