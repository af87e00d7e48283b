package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.Platform;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings an image from far away into a blob store, by the same rules as one from an archive: which
 * documents are refused, which platform is taken from an index.
 */
public final class RemoteReader {

  private RemoteReader() {}

  /**
   * Reads an image.
   *
   * @param root the bytes of the manifest or index that the image's name leads to; whether they are
   *     the right ones is the caller's to know
   * @param mediaType their media type; empty when it is not known
   * @param remote where the rest is
   * @param blobs where the blobs go
   * @param lease holds them
   * @param platform what to take from an index
   * @param found hears what the image is, before its layers come
   * @param progress hears how it goes
   * @throws CarobException {@code NOT_FOUND} when there is no image for the platform, {@code
   *     INVALID_ARGUMENT} for a format that is not known, {@code DATA_LOSS}, {@code
   *     RESOURCE_EXHAUSTED}, and what {@code remote} raises
   */
  public static ArchiveImage read(
      byte[] root,
      String mediaType,
      RemoteBlobs remote,
      BlobStore blobs,
      BlobLease lease,
      Platform platform,
      Consumer<ArchiveImage> found,
      ImportProgress progress) {
    RemoteIntake intake =
        new RemoteIntake(remote, new Nowhere(remote), blobs, lease, progress, new FoundOnly(found));
    Digest digest = Digest.of(root);
    intake.know(digest, root);
    ArchiveImage image =
        new OciLayout(intake, platform)
            .read(new Descriptor(mediaType, digest, root.length, Optional.empty(), Map.of()));
    intake.fetchLayers();
    return image;
  }

  /** Layers that come from far away are told of by who fetches them. */
  private record FoundOnly(Consumer<ArchiveImage> hears) implements Coming {

    @Override
    public void found(ArchiveImage image) {
      hears.accept(image);
    }

    @Override
    public void comes(Digest layer) {}
  }

  /** An archive without files: all is asked for by digest. */
  private record Nowhere(RemoteBlobs remote) implements ArchiveFiles {

    @Override
    public String source() {
      return remote.source();
    }

    @Override
    public Optional<Long> size(String name) {
      return Optional.empty();
    }

    @Override
    public InputStream open(String name) {
      throw ArchiveErrors.missing(name);
    }

    @Override
    public void close() {}
  }
}
