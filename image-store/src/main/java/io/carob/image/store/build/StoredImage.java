package io.carob.image.store.build;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.archive.ArchiveImage;
import io.carob.image.store.archive.MediaTypes;
import io.carob.image.store.archive.RemoteBlobs;
import io.carob.image.store.archive.RemoteReader;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Stores the documents of a new image, and reads the whole as any other image is read. */
record StoredImage(BlobStore blobs, BlobLease lease) implements RemoteBlobs {

  ArchiveImage store(byte[] config, byte[] manifest, Platform platform) {
    lease.ingest(
        new ByteArrayInputStream(config),
        Optional.of(Digest.of(config)),
        OptionalLong.of(config.length),
        done -> {});
    return RemoteReader.read(
        manifest,
        MediaTypes.OCI_MANIFEST,
        this,
        blobs,
        lease,
        platform,
        found -> {},
        ImportProgress.NONE);
  }

  @Override
  public String source() {
    return "a new image";
  }

  @Override
  public byte[] manifest(Digest digest) {
    throw missing(digest);
  }

  @Override
  public byte[] document(Digest digest, long size) {
    throw missing(digest);
  }

  @Override
  public void fetch(List<Layer> layers, BlobLease held) {
    layers.forEach(layer -> hold(layer.digest(), held));
  }

  private static void hold(Digest blob, BlobLease lease) {
    if (!lease.hold(blob)) {
      throw missing(blob);
    }
  }

  static CarobException missing(Digest blob) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "the blob "
            + blob
            + " is not on this node any more, because keep.blobs=false let it go or it was lost."
            + " Import or pull its image again, with keep.blobs=true");
  }
}
