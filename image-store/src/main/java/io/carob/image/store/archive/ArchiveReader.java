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
   * @param coming hears of the images before their layers are here
   * @return the images, held by a lease until the caller has recorded them
   * @throws CarobException {@code NOT_FOUND} when there is no such file or no image for the
   *     platform, {@code INVALID_ARGUMENT} when it is no image archive, {@code DATA_LOSS} when it
   *     is truncated, corrupt, incomplete or fails a digest, {@code RESOURCE_EXHAUSTED}. Nothing it
   *     brought stays then
   */
  public ArchiveImport read(
      Path source, BlobStore blobs, Platform host, ImportProgress progress, Coming coming) {
    BlobLease lease = blobs.lease();
    boolean done = false;
    try (ArchiveFiles files = open(source, blobs, progress)) {
      Intake intake = new Intake(files, blobs, lease, progress, coming);
      List<ArchiveImage> images = images(intake, host);
      done = true;
      return new ArchiveImport(images, lease);
    } finally {
      if (!done) {
        lease.close();
      }
    }
  }

  private static ArchiveFiles open(Path source, BlobStore blobs, ImportProgress progress) {
    if (Files.isDirectory(source)) {
      return new FolderFiles(source);
    }
    if (Files.isRegularFile(source)) {
      return new TarFiles(source, blobs, progress);
    }
    if (Files.exists(source)) {
      throw ArchiveErrors.unknown(source.toString(), "it is neither a folder nor a regular file");
    }
    throw new CarobException(
        ErrorCode.NOT_FOUND, "import: " + source + " is not there; name a folder or an archive");
  }

  /** Newer tools write both kinds into one archive; the OCI layout says more. */
  private static List<ArchiveImage> images(Intake intake, Platform host) {
    ArchiveFiles files = intake.files();
    if (files.size(OciLayout.INDEX).isPresent()) {
      return new OciLayout(intake, host).read();
    }
    if (files.size(DockerArchive.MANIFEST).isPresent()) {
      return new DockerArchive(intake, host).read();
    }
    throw ArchiveErrors.unknown(
        files.source(), "it has neither " + OciLayout.INDEX + " nor " + DockerArchive.MANIFEST);
  }
}
