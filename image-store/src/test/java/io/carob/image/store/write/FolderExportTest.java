package io.carob.image.store.write;

import static io.carob.image.store.Codes.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.ErrorCode;
import io.carob.api.image.ArchiveFormat;
import io.carob.api.image.ImportProgress;
import io.carob.image.store.RealStore;
import io.carob.image.store.kit.Tar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layout grows in a folder of a user who exchanges names there meanwhile. */
class FolderExportTest {

  private static final String IMAGE = "demo/app:1";

  @TempDir Path folder = Path.of("");

  private RealStore store;
  private Path theirs = folder;
  private Path other = folder;

  @BeforeEach
  void open() throws IOException {
    store = RealStore.open(folder);
    store.image(
        IMAGE,
        new Tar().file("base", new byte[1_000_000]).build(),
        new Tar().file("top", new byte[10]).build());
    theirs = Files.createDirectory(folder.resolve("theirs"));
    other = Files.createDirectories(folder.resolve("other/blobs/sha256"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void export(ImportProgress progress) {
    store
        .store()
        .builder()
        .exportArchive(
            List.of(IMAGE), theirs.resolve("layout"), ArchiveFormat.OCI_FOLDER, progress);
  }

  private Set<Path> growing() throws IOException {
    try (Stream<Path> all = Files.list(theirs)) {
      return Set.copyOf(
          all.filter(path -> path.getFileName().toString().startsWith(".carob-export-")).toList());
    }
  }

  /** While the first blob is written, its folder is moved away, and a link put in its place. */
  private void exchange() {
    try {
      Path grows = growing().iterator().next();
      Files.move(grows, theirs.resolve("moved"));
      Files.createSymbolicLink(grows, folder.resolve("other"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingIsWrittenWhereALinkLeads() throws IOException {
    AtomicBoolean exchanged = new AtomicBoolean();
    assertFails(
        ErrorCode.FAILED_PRECONDITION,
        () ->
            export(
                (subject, done, total) -> {
                  if (exchanged.compareAndSet(false, true)) {
                    exchange();
                  }
                }));
    assertThat(exchanged).isTrue();
    assertThat(other).isEmptyDirectory();
    assertThat(folder.resolve("other")).isDirectoryNotContaining(path -> !path.endsWith("blobs"));
    assertThat(theirs.resolve("layout")).doesNotExist();
    assertThat(theirs.resolve("moved")).isEmptyDirectory();
    assertThat(growing()).allMatch(Files::isSymbolicLink); // theirs
  }

  @Test
  void undisturbedItIsWhole() throws IOException {
    export(ImportProgress.NONE);
    assertThat(theirs.resolve("layout/index.json")).isRegularFile();
    assertThat(theirs.resolve("layout/blobs/sha256")).isDirectory();
    assertThat(Files.getLastModifiedTime(theirs.resolve("layout/index.json")).toMillis()).isZero();
    assertThat(growing()).isEmpty();
  }
}
