package io.carob.image.store.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.content.BlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A blob store, and imports into it. */
final class Imports {

  static final Platform AMD64 = new Platform("linux", "amd64", "");

  private final Path content;
  final BlobStore blobs;

  Imports(Path temp) {
    this.content = temp.resolve("content");
    this.blobs = new BlobStore(content);
  }

  List<ArchiveImage> read(Path source) {
    try (ArchiveImport read =
        new ArchiveReader().read(source, blobs, AMD64, ImportProgress.NONE, Coming.NONE)) {
      read.keep();
      return read.images();
    }
  }

  ArchiveImage readOne(Path source) {
    List<ArchiveImage> images = read(source);
    assertThat(images).hasSize(1);
    return images.get(0);
  }

  /** Demands a failure with one of the codes, after which nothing is left. */
  CarobException fails(Path source, ErrorCode... codes) {
    CarobException e = catchThrowableOfType(CarobException.class, () -> read(source));
    assertThat(e).as("import fails").isNotNull();
    assertThat(e.code()).as(e.getMessage()).isIn((Object[]) codes);
    assertNothingLeft();
    return e;
  }

  void assertNothingLeft() {
    assertThat(blobs.list()).isEmpty();
    assertThat(content.resolve("ingest")).isEmptyDirectory();
  }

  static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
