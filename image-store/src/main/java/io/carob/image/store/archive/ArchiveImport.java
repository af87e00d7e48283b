package io.carob.image.store.archive;

import io.carob.api.Digest;
import io.carob.image.store.content.BlobLease;
import java.util.List;
import java.util.Set;

/**
 * A finished reading of an archive that its caller has not recorded yet. Its blobs cannot be
 * deleted while it is open. {@link #keep} when the images are recorded; closing without it deletes
 * the blobs that this import brought and nobody else holds.
 *
 * <pre>
 * try (ArchiveImport read = reader.read(source, blobs, Platform.host(), progress)) {
 *   ... record read.images() ...
 *   read.keep();
 * }
 * </pre>
 */
public final class ArchiveImport implements AutoCloseable {

  private final List<ArchiveImage> images;
  private final BlobLease lease;

  ArchiveImport(List<ArchiveImage> images, BlobLease lease) {
    this.images = List.copyOf(images);
    this.lease = lease;
  }

  /** The images, each for the host's platform; at least one. */
  public List<ArchiveImage> images() {
    return images;
  }

  /** The blobs that were not in the store before. */
  public Set<Digest> added() {
    return lease.added();
  }

  /** Says that the images are recorded: their blobs stay. */
  public void keep() {
    lease.keep();
  }

  /** Lets go of the blobs; deletes the new ones unless they are kept. */
  @Override
  public void close() {
    lease.close();
  }
}
