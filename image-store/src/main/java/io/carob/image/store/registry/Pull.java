package io.carob.image.store.registry;

import io.carob.api.Digest;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.RegistryOptions;
import io.carob.image.store.archive.ArchiveImage;
import io.carob.image.store.archive.RemoteBlobs;
import io.carob.image.store.archive.RemoteReader;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.registry.host.Endpoint.Ability;
import io.carob.image.store.registry.wire.Call;
import io.carob.image.store.registry.wire.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One pull of one image. */
final class Pull implements RemoteBlobs {

  private final Place place;
  private final RegistryOptions options;
  private final BlobStore blobs;
  private final Workers workers;
  private final Busy busy;
  private final ImportProgress progress;
  private final Consumer<Digest> begun;
  private final List<Session> resolvers;
  private final List<Session> hosts;

  /**
   * Prepares it.
   *
   * @param begun hears of each layer's blob that is here, or begins to come
   */
  Pull(
      Place place,
      RegistryOptions options,
      Connections connections,
      BlobStore blobs,
      Workers workers,
      Busy busy,
      ImportProgress progress,
      Consumer<Digest> begun) {
    this.place = place;
    this.begun = begun;
    this.options = options;
    this.blobs = blobs;
    this.workers = workers;
    this.busy = busy;
    this.progress = progress;
    String scope = place.scope("pull");
    this.hosts = connections.to(place.registry(), Ability.PULL, scope, options.login());
    this.resolvers =
        place.digest().isPresent()
            ? hosts
            : connections.to(place.registry(), Ability.RESOLVE, scope, options.login());
  }

  /**
   * Brings all blobs of the image in, held by the lease.
   *
   * @param found hears what the image is, before its layers come
   */
  ArchiveImage run(BlobLease lease, Consumer<ArchiveImage> found) {
    ManifestFetch.Found root = ManifestFetch.get(resolvers, place, place.wanted(), place.digest());
    return RemoteReader.read(
        root.bytes(), root.mediaType(), this, blobs, lease, options.platform(), found, progress);
  }

  @Override
  public String source() {
    return place.toString();
  }

  @Override
  public byte[] manifest(Digest digest) {
    return ManifestFetch.get(hosts, place, digest.toString(), Optional.of(digest)).bytes();
  }

  @Override
  public byte[] document(Digest digest, long size) {
    return document(digest, OptionalLong.of(size));
  }

  /** A document whose size is not known. */
  byte[] document(Digest digest) {
    return document(digest, OptionalLong.empty());
  }

  private byte[] document(Digest digest, OptionalLong size) {
    String what = "getting configuration " + digest + " of " + place;
    List<io.carob.api.CarobException> failures = new ArrayList<>();
    for (Session host : hosts) {
      Call call = Call.of("GET", host.endpoint().at(place.repository() + "/blobs/" + digest));
      try {
        return document(host, call, what, digest, size);
      } catch (io.carob.api.CarobException e) {
        failures.add(e);
        if (!Session.mayAskOthers(e)) {
          break;
        }
      }
    }
    throw RegistryErrors.all(failures, Optional.empty());
  }

  /** Read once more when it comes out wrong: something on the way may have spoilt it. */
  private static byte[] document(
      Session host, Call call, String what, Digest digest, OptionalLong size) {
    boolean again = false;
    for (int failures = 1; ; failures++) {
      try (Reply reply = host.expect(call, what)) {
        int limit = (int) size.orElse(ManifestFetch.LIMIT);
        byte[] bytes = reply.body().readNBytes(limit + 1);
        if (size.isPresent() && bytes.length < limit) {
          throw new IOException("the body ended early");
        }
        if (bytes.length <= limit && Digest.of(bytes).equals(digest)) {
          return bytes;
        }
        if (again) {
          throw RegistryErrors.corrupt(what + ": what came", digest, Digest.of(bytes));
        }
        again = true;
      } catch (IOException e) {
        if (!host.patience().left(failures)) {
          throw RegistryErrors.unreachable(host.endpoint(), what, e);
        }
        host.patience().pause(failures);
      }
    }
  }

  @Override
  public void fetch(List<Layer> layers, BlobLease lease) {
    Download download = new Download(blobs, hosts, place, progress, begun);
    List<Runnable> tasks = new ArrayList<>();
    List<Runnable> waiting = new ArrayList<>();
    for (Layer layer : layers) {
      (busy.has(layer.digest()) ? waiting : tasks).add(() -> fetch(download, layer, lease));
    }
    tasks.addAll(waiting); // behind what need not wait
    workers.runAll("pulling " + place, tasks);
  }

  private void fetch(Download download, Layer layer, BlobLease lease) {
    String subject = "layer " + layer.digest().abbreviated();
    busy.run(
        layer.digest(),
        place.toString(),
        other -> progress.progress(subject + " waits for another pull: " + other, 0, -1),
        () -> download.run(layer, lease));
  }
}
