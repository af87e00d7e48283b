package io.carob.image.store.archive;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.content.BlobWriter;
import io.carob.linux.RawName;
import io.carob.linux.fs.OpenFile;
import io.carob.linux.fs.RootDirectory;
import java.nio.file.Path;
import java.util.Optional;

/** The files of a folder. No link in it leads outside. */
final class FolderFiles implements ArchiveFiles {

  private final Path source;
  private final RootDirectory root;
  private final BlobStore blobs;
  private final BlobLease lease;
  private final ImportProgress progress;

  FolderFiles(Path source, BlobStore blobs, BlobLease lease, ImportProgress progress) {
    this.source = source;
    this.root = RootDirectory.open(source);
    this.blobs = blobs;
    this.lease = lease;
    this.progress = progress;
  }

  @Override
  public Optional<byte[]> document(String name) {
    if (!root.exists(RawName.ofText(name))) {
      return Optional.empty();
    }
    try (OpenFile file = root.openFile(RawName.ofText(name))) {
      long size = file.stat().size();
      if (size > DOCUMENT_LIMIT) {
        throw new CarobException(
            ErrorCode.INVALID_ARGUMENT,
            "import: " + source.resolve(name) + " is larger than " + DOCUMENT_LIMIT + " bytes");
      }
      byte[] bytes = new byte[(int) size];
      int done = 0;
      while (done < bytes.length) {
        int n = file.read(bytes, done, bytes.length - done);
        if (n <= 0) {
          throw new CarobException(
              ErrorCode.DATA_LOSS, "import: " + source.resolve(name) + " ends early");
        }
        done += n;
      }
      return Optional.of(bytes);
    }
  }

  @Override
  public Optional<Digest> store(String name, Optional<Digest> expected, long size) {
    if (expected.isPresent() && lease.hold(expected.get())) {
      return expected;
    }
    if (!root.exists(RawName.ofText(name))) {
      return Optional.empty();
    }
    try (OpenFile file = root.openFile(RawName.ofText(name));
        BlobWriter writer = lease.ingest(expected, size)) {
      long total = file.stat().size();
      byte[] buffer = new byte[256 * 1024];
      int n;
      while ((n = file.read(buffer, 0, buffer.length)) > 0) {
        writer.write(buffer, 0, n);
        progress.progress(name, writer.size(), total);
      }
      return Optional.of(writer.commit());
    }
  }

  @Override
  public Digest store(byte[] bytes) {
    return TarFiles.storeBytes(lease, bytes);
  }

  @Override
  public byte[] read(Digest digest) {
    return blobs.read(digest, DOCUMENT_LIMIT);
  }

  @Override
  public byte[] head(Digest digest) {
    return TarFiles.headOf(blobs, digest);
  }

  @Override
  public long size(Digest digest) {
    return blobs.size(digest);
  }

  @Override
  public void close() {
    root.close();
  }
}
