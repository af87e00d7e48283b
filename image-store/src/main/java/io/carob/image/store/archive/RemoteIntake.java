package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Brings in what comes from far away: documents as they are asked for, layers all together. */
final class RemoteIntake extends Intake {

  /** Most bytes of all documents together, which are kept in memory. */
  private static final long MOST = 16L << 20;

  private final RemoteBlobs remote;
  private final BlobLease lease;
  private final Map<Digest, byte[]> known = new HashMap<>();
  private final List<RemoteBlobs.Layer> layers = new ArrayList<>();
  private long documents;

  RemoteIntake(
      RemoteBlobs remote,
      ArchiveFiles files,
      BlobStore blobs,
      BlobLease lease,
      ImportProgress progress,
      Coming coming) {
    super(files, blobs, lease, progress, coming);
    this.remote = remote;
    this.lease = lease;
  }

  /** Bytes that need not be fetched any more. */
  void know(Digest digest, byte[] bytes) {
    known.put(digest, bytes);
  }

  @Override
  byte[] read(String kind, Descriptor descriptor) {
    byte[] bytes = known.get(descriptor.digest());
    if (bytes != null) {
      return bytes;
    }
    if (hold(descriptor.digest())) {
      return blobs().read(descriptor.digest(), Document.LIMIT);
    }
    return kind.equals("config")
        ? remote.document(descriptor.digest(), descriptor.size())
        : remote.manifest(descriptor.digest());
  }

  @Override
  void accepted(Descriptor descriptor, byte[] bytes) {
    if (known.put(descriptor.digest(), bytes) == null) {
      documents += bytes.length;
    }
    if (documents > MOST) {
      throw new CarobException(
          ErrorCode.RESOURCE_EXHAUSTED,
          remote.source() + ": its indexes and manifests have more than " + MOST + " bytes");
    }
  }

  @Override
  void take(String kind, Descriptor descriptor) {
    byte[] bytes = known.get(descriptor.digest());
    if (bytes != null) {
      take(bytes);
    } else {
      layers.add(new RemoteBlobs.Layer(descriptor.digest(), descriptor.size()));
    }
  }

  @Override
  void takeAll(String kind, List<Descriptor> descriptors) {
    descriptors.forEach(each -> take(kind, each));
  }

  /** Brings in all layers that were taken. */
  void fetchLayers() {
    remote.fetch(layers.stream().distinct().toList(), lease);
  }
}
