package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import java.util.Optional;

/** The files of an archive, by name, as they are needed. */
interface ArchiveFiles extends AutoCloseable {

  /** The largest JSON document that is read, in bytes. */
  int DOCUMENT_LIMIT = 4 << 20;

  /**
   * A small file.
   *
   * @throws CarobException {@code INVALID_ARGUMENT} when it is larger than {@link #DOCUMENT_LIMIT}
   */
  Optional<byte[]> document(String name);

  /**
   * Brings a file into the blob store.
   *
   * @param expected the digest it must have; empty when the archive names none
   * @param size the size in bytes it must have; -1 when the archive names none
   * @return its digest; empty when there is no such file
   * @throws CarobException {@code DATA_LOSS} when digest or size are others
   */
  Optional<Digest> store(String name, Optional<Digest> expected, long size);

  /** Brings bytes made by us into the blob store. */
  Digest store(byte[] bytes);

  /** The bytes of a stored blob, at most {@link #DOCUMENT_LIMIT}. */
  byte[] read(Digest digest);

  /** The first bytes of a stored blob, at most 4. */
  byte[] head(Digest digest);

  /** The size of a stored blob in bytes. */
  long size(Digest digest);

  @Override
  void close();
}
