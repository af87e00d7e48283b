package io.carob.image.store.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.image.store.kit.Command;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {

  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final Digest ID = Digest.of(HELLO);

  private final Path temp;
  private final Path root;
  private final BlobStore blobs;

  BlobStoreTest(@TempDir Path temp) {
    this.temp = temp;
    this.root = temp.resolve("content");
    this.blobs = new BlobStore(root);
  }

  private Digest ingest(BlobStore store, byte[] bytes, Optional<Digest> expected, long size) {
    return store.ingest(
        new ByteArrayInputStream(bytes),
        expected,
        size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
        done -> {});
  }

  private static void fails(ErrorCode code, Runnable work) {
    CarobException e = catchThrowableOfType(CarobException.class, work::run);
    assertThat(e).isNotNull();
    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
  }

  private void assertEmpty() {
    assertThat(blobs.list()).isEmpty();
    assertThat(root.resolve("ingest")).isEmptyDirectory();
    assertThat(root.resolve("blobs/sha256")).isEmptyDirectory();
  }

  @Test
  void blobIsAReadOnlyFileNamedByItsDigest() throws IOException {
    assertThat(ingest(blobs, HELLO, Optional.of(ID), 5)).isEqualTo(ID);
    Path file = root.resolve("blobs/sha256").resolve(ID.hex());
    assertThat(file).hasBinaryContent(HELLO);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
    assertThat(blobs.find(ID)).contains(file);
    assertThat(blobs.size(ID)).isEqualTo(5);
    assertThat(blobs.bytes()).isEqualTo(5);
    assertThat(blobs.list()).containsExactly(ID);
    assertThat(root.resolve("ingest")).isEmptyDirectory();
    try (InputStream in = blobs.open(ID)) {
      assertThat(in.readAllBytes()).isEqualTo(HELLO);
    }
  }

  @Test
  void wrongDigestOrSizeLeavesNothing() {
    Digest other = Digest.of(new byte[1]);
    fails(ErrorCode.DATA_LOSS, () -> ingest(blobs, HELLO, Optional.of(other), -1));
    fails(ErrorCode.DATA_LOSS, () -> ingest(blobs, HELLO, Optional.of(ID), 4));
    fails(ErrorCode.DATA_LOSS, () -> ingest(blobs, HELLO, Optional.of(ID), 6));
    assertEmpty();
  }

  @Test
  void brokenSourceLeavesNothing() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            throw new IOException("gone");
          }
        };
    fails(
        ErrorCode.INTERNAL,
        () -> blobs.ingest(broken, Optional.empty(), OptionalLong.empty(), done -> {}));
    assertEmpty();
  }

  @Test
  void abandonedWriterLeavesNothing() {
    try (BlobWriter writer = blobs.ingest(Optional.empty(), -1)) {
      writer.write(HELLO, 0, HELLO.length);
      assertThat(blobs.list()).isEmpty();
    }
    assertEmpty();
  }

  @Test
  void fullDiskLeavesNothing() {
    Path small = temp.resolve("small");
    Command.run(temp, "mkdir", small.toString());
    Command.run(temp, "mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString());
    try {
      BlobStore store = new BlobStore(small);
      fails(
          ErrorCode.RESOURCE_EXHAUSTED,
          () -> ingest(store, new byte[1 << 20], Optional.empty(), -1));
      assertThat(small.resolve("ingest")).isEmptyDirectory();
      assertThat(ingest(store, HELLO, Optional.of(ID), 5)).isEqualTo(ID);
    } finally {
      Command.run(temp, "umount", small.toString());
    }
  }

  @Test
  void recoverClearsWhatACrashLeft() throws IOException {
    ingest(blobs, HELLO, Optional.empty(), -1);
    Files.write(root.resolve("ingest/left"), HELLO);
    Files.write(root.resolve("blobs/sha256/foreign"), HELLO);
    BlobStore again = new BlobStore(root);
    again.recover();
    assertThat(root.resolve("ingest")).isEmptyDirectory();
    assertThat(again.list()).containsExactly(ID);
  }

  @Test
  void absentBlobIsNotFound() {
    assertThat(blobs.has(ID)).isFalse();
    assertThat(blobs.find(ID)).isEmpty();
    fails(ErrorCode.NOT_FOUND, () -> blobs.size(ID));
    fails(ErrorCode.NOT_FOUND, () -> blobs.open(ID));
    fails(ErrorCode.NOT_FOUND, () -> blobs.read(ID, 10));
    blobs.delete(ID);
  }

  @Test
  void smallReadIsBoundedAndVerifiedAgain() throws IOException {
    ingest(blobs, HELLO, Optional.empty(), -1);
    assertThat(blobs.read(ID, 5)).isEqualTo(HELLO);
    fails(ErrorCode.INVALID_ARGUMENT, () -> blobs.read(ID, 4));
    Path file = blobs.find(ID).orElseThrow();
    Files.delete(file);
    Files.writeString(file, "jello");
    fails(ErrorCode.DATA_LOSS, () -> blobs.read(ID, 5));
  }

  @Test
  void leaseThatIsNotKeptTakesItsBlobsAlong() {
    try (BlobLease lease = blobs.lease()) {
      write(lease, HELLO);
      assertThat(lease.added()).containsExactly(ID);
      assertThat(blobs.has(ID)).isTrue();
    }
    assertEmpty();
    try (BlobLease lease = blobs.lease()) {
      write(lease, HELLO);
      lease.keep();
    }
    assertThat(blobs.list()).containsExactly(ID);
  }

  @Test
  void leaseThatIsNotKeptSparesWhatWasThereBefore() {
    ingest(blobs, HELLO, Optional.empty(), -1);
    try (BlobLease lease = blobs.lease()) {
      write(lease, HELLO);
      assertThat(lease.added()).isEmpty();
    }
    assertThat(blobs.list()).containsExactly(ID);
  }

  @Test
  void blobOfAFailedImportStaysForTheOtherThatUsesIt() {
    BlobLease first = blobs.lease();
    BlobLease second = blobs.lease();
    write(first, HELLO);
    assertThat(second.hold(ID)).isTrue();
    first.close();
    assertThat(blobs.has(ID)).isTrue();
    second.keep();
    second.close();
    assertThat(blobs.has(ID)).isTrue();

    BlobLease third = blobs.lease();
    byte[] more = {1};
    write(third, more);
    BlobLease fourth = blobs.lease();
    assertThat(fourth.hold(Digest.of(more))).isTrue();
    third.close();
    fourth.close();
    assertThat(blobs.has(Digest.of(more))).isFalse();
  }

  @Test
  void deletionWaitsForTheLease() {
    ingest(blobs, HELLO, Optional.empty(), -1);
    BlobLease lease = blobs.lease();
    lease.hold(ID);
    blobs.delete(ID);
    assertThat(blobs.has(ID)).isTrue();
    lease.close();
    assertThat(blobs.has(ID)).isFalse();

    ingest(blobs, HELLO, Optional.empty(), -1);
    lease = blobs.lease();
    lease.hold(ID);
    blobs.delete(ID);
    lease.keep();
    lease.close();
    assertThat(blobs.has(ID)).isTrue();
  }

  private static void write(BlobLease lease, byte[] bytes) {
    lease.ingest(new ByteArrayInputStream(bytes), Optional.empty(), OptionalLong.empty(), d -> {});
  }

  @Test
  void manyWritersOfOneBlobAgree() throws Exception {
    byte[] large = new byte[1 << 20];
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Digest>> all = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        all.add(threads.submit(() -> ingest(blobs, large, Optional.of(Digest.of(large)), -1)));
      }
      for (Future<Digest> each : all) {
        assertThat(each.get()).isEqualTo(Digest.of(large));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(blobs.bytes()).isEqualTo(1 << 20);
    assertThat(root.resolve("ingest")).isEmptyDirectory();
  }
}
