package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobStore;
import java.nio.file.Path;

/** Reads image archives into a blob store. */
public final class ArchiveReader {

  /**
   * Reads an OCI image layout (a folder, or a tar of it, gzip or not) or a docker-archive.
   *
   * @param source the folder or file
   * @param blobs where the blobs go
   * @param host the platform to choose from an index
   * @param progress hears how it goes
   * @return the images, held by a lease until the caller has recorded them
   * @throws CarobException {@code NOT_FOUND} when there is no such file or no image for the
   *     platform, {@code INVALID_ARGUMENT} when it is no image archive, {@code DATA_LOSS} when it
   *     is truncated, corrupt, incomplete or fails a digest, {@code RESOURCE_EXHAUSTED}. Nothing it
   *     brought stays then
   */
  public ArchiveImport read(Path source, BlobStore blobs, Platform host, ImportProgress progress) {
    return java.util.Optional.<ArchiveImport>empty()
        .orElseThrow(
            () -> new CarobException(ErrorCode.UNSUPPORTED, "reading archives is not there yet"));
  }
}
