package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
    if (!Files.exists(source)) {
      throw new CarobException(
          ErrorCode.NOT_FOUND, "import: " + source + " is not there; name a folder or an archive");
    }
    BlobLease lease = blobs.lease();
    try (ArchiveFiles files =
        Files.isDirectory(source)
            ? new FolderFiles(source, blobs, lease, progress)
            : TarFiles.read(source, blobs, lease, progress)) {
      List<ArchiveImage> images = images(source, files, host);
      return new ArchiveImport(images, lease);
    } catch (RuntimeException e) {
      try {
        lease.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static List<ArchiveImage> images(Path source, ArchiveFiles files, Platform host) {
    if (files.document("index.json").isPresent()) {
      return new OciLayout(source, files, host).images();
    }
    if (files.document("manifest.json").isPresent()) {
      return new DockerArchive(source, files, host).images();
    }
    throw new CarobException(
        ErrorCode.INVALID_ARGUMENT,
        "import: "
            + source
            + " is neither an OCI image layout (no index.json) nor a docker-archive (no"
            + " manifest.json)");
  }
}
