package io.carob.image.store.content;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Holds blobs for one piece of work until their user has recorded them. What the lease brought in
 * disappears when it is closed without {@link #keep}, unless another lease holds it too; what was
 * fetched from far away is then set aside, for {@link BlobStore#resume} to go on with. Several
 * threads may bring blobs in; one keeps and closes it, after them.
 */
public final class BlobLease implements AutoCloseable {

  private final BlobStore store;
  private final Set<Digest> held = new HashSet<>();
  private final Set<Digest> added = new LinkedHashSet<>();

  BlobLease(BlobStore store) {
    this.store = store;
  }

  /** Holds the blob if it is here. */
  public boolean hold(Digest digest) {
    return store.hold(digest, this);
  }

  /** As {@link BlobStore#ingest(Optional, long)}; the blob is then held. */
  public BlobWriter ingest(Optional<Digest> expected, long expectedSize) {
    return new BlobWriter(store, this, expected.orElse(null), expectedSize);
  }

  /**
   * As {@link BlobStore#ingest(InputStream, Optional, OptionalLong, LongConsumer)}; the blob is
   * then held.
   *
   * @throws CarobException as there
   */
  public Digest ingest(
      InputStream in, Optional<Digest> expected, OptionalLong size, LongConsumer progress) {
    try (BlobWriter writer = ingest(expected, size.orElse(-1))) {
      writer.writeAll(in, progress);
      return writer.commit();
    }
  }

  /** The blobs that this lease brought in. */
  public Set<Digest> added() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(added));
  }

  /** Says that records name all the blobs now: they stay. */
  public void keep() {
    store.keep(held);
  }

  /** Lets go of everything. A second time has no effect. */
  @Override
  public void close() {
    store.release(held);
    held.clear();
  }

  /** Called under the store's lock; whether it is new to this lease. */
  boolean take(Digest digest, boolean fresh) {
    if (fresh) {
      added.add(digest);
    }
    return held.add(digest);
  }
}
