package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.image.store.content.BlobLease;
import java.util.List;

/** Where an image is that is not here yet. What it answers is verified by its caller. */
public interface RemoteBlobs {

  /**
   * A layer to bring in.
   *
   * @param digest of the blob
   * @param size of the blob in bytes
   */
  record Layer(Digest digest, long size) {}

  /** What people call the image. */
  String source();

  /**
   * The bytes of a manifest or index.
   *
   * @throws CarobException {@code NOT_FOUND} and others
   */
  byte[] manifest(Digest digest);

  /**
   * The bytes of a small blob, a document.
   *
   * @throws CarobException {@code NOT_FOUND} and others
   */
  byte[] document(Digest digest, long size);

  /**
   * Brings layers into the store, verified, held by the lease.
   *
   * @throws CarobException {@code NOT_FOUND}, {@code DATA_LOSS} and others
   */
  void fetch(List<Layer> layers, BlobLease lease);
}
