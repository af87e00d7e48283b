package io.carob.image.store.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.WhiteoutForm;
import io.carob.image.store.kit.Command;
import io.carob.image.store.kit.Tar;
import io.carob.image.store.kit.TreeListing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerFailureTest {

  private final Path temp;
  private final Path folder;
  private final LayerTarget target;
  private final byte[] plain = layer();

  LayerFailureTest(@TempDir Path temp) {
    this.temp = temp;
    this.folder = Layers.folder(temp, "out");
    this.target = new LayerTarget.Difference(folder, WhiteoutForm.OVERLAY);
  }

  private static byte[] layer() {
    byte[] noise = new byte[20_000];
    new Random(7).nextBytes(noise);
    return new Tar()
        .dir("d/")
        .file("d/noise", noise)
        .pax("path", "d/" + "long".repeat(40), "SCHILY.xattr.user.a", "b")
        .file("short", "content")
        .symlink("l", "d")
        .build();
  }

  private void unpackBlob(byte[] blob) {
    Layers.unpack(blob, plain, target, UnpackLimits.DEFAULT);
  }

  @Test
  void truncationAnywhereIsDataLoss() {
    for (byte[] blob : List.of(plain, Tar.gzip(plain), Tar.zstd(plain))) {
      unpackBlob(blob);
      for (int size = 0; size < blob.length; size += 1 + blob.length / 97) {
        byte[] part = Arrays.copyOf(blob, size);
        Layers.fails(ErrorCode.DATA_LOSS, () -> unpackBlob(part));
      }
      Layers.fails(ErrorCode.DATA_LOSS, () -> unpackBlob(Arrays.copyOf(blob, blob.length - 1)));
    }
  }

  @Test
  void anyFlippedBitIsFound() {
    for (byte[] blob : List.of(plain, Tar.gzip(plain), Tar.zstd(plain))) {
      for (int at = 10; at < blob.length; at += 1 + blob.length / 97) {
        byte[] flipped = blob.clone();
        flipped[at] ^= 0x10;
        try {
          unpackBlob(flipped);
          assertThat(blob).as("only a gzip header has bits without meaning").isNotSameAs(plain);
        } catch (CarobException e) {
          assertThat(e.code())
              .as(e.getMessage())
              .isIn(ErrorCode.DATA_LOSS, ErrorCode.INVALID_ARGUMENT, ErrorCode.RESOURCE_EXHAUSTED);
        }
      }
    }
  }

  @Test
  void wrongDiffIdIsDataLoss() {
    byte[] other = new Tar().file("a", "b").build();
    Layers.fails(
        ErrorCode.DATA_LOSS, () -> Layers.unpack(other, plain, target, UnpackLimits.DEFAULT));
  }

  @Test
  void whatFollowsTheEndBelongsToTheDigest() {
    byte[] longer =
        new Tar().raw(new Tar().file("a", "b").build()).raw(new byte[70_000]).raw(plain).build();
    LayerResult result = Layers.unpack(longer, target);
    assertThat(result.bytes()).isEqualTo(longer.length);
    assertThat(TreeListing.names(folder)).containsExactly("a");
  }

  @Test
  void everyCompressionGivesTheSame() {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int at = 0; at < plain.length; at += 5000) {
      byte[] part = Arrays.copyOfRange(plain, at, Math.min(plain.length, at + 5000));
      members.writeBytes(Tar.gzip(part));
      frames.writeBytes(new byte[] {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3});
      frames.writeBytes(Tar.zstd(part));
    }
    byte[] padded = Arrays.copyOf(members.toByteArray(), members.size() + 300);
    List<List<String>> trees = new ArrayList<>();
    for (byte[] blob :
        List.of(
            plain,
            Tar.gzip(plain),
            Tar.zstd(plain),
            members.toByteArray(),
            padded,
            frames.toByteArray())) {
      Path out = Layers.folder(temp, "out" + trees.size());
      LayerTarget each = new LayerTarget.Difference(out, WhiteoutForm.OVERLAY);
      LayerResult result = Layers.unpack(blob, plain, each, UnpackLimits.DEFAULT);
      assertThat(result).isEqualTo(new LayerResult(Tar.diffId(plain), plain.length, 4, false));
      trees.add(TreeListing.of(out).stream().filter(line -> !line.startsWith(". ")).toList());
    }
    assertThat(trees).allMatch(tree -> tree.equals(trees.get(0)));
  }

  @Test
  void garbageAfterGzipIsDataLoss() {
    byte[] gzip = Tar.gzip(plain);
    byte[] longer = Arrays.copyOf(gzip, gzip.length + 5);
    longer[longer.length - 1] = 'x';
    Layers.fails(ErrorCode.DATA_LOSS, () -> unpackBlob(longer));
  }

  @Test
  void streamTargetGetsTheVerifiedBytes() {
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    LayerTarget stream = new LayerTarget.Stream(in -> in.transferTo(got));
    LayerResult result = Layers.unpack(Tar.gzip(plain), plain, stream, UnpackLimits.DEFAULT);
    assertThat(got.toByteArray()).isEqualTo(plain);
    assertThat(result.bytes()).isEqualTo(plain.length);
  }

  @Test
  void streamIsVerifiedAlsoWhenTheDriverStopsEarly() {
    LayerTarget lazy = new LayerTarget.Stream(in -> assertThat(in.read()).isEqualTo('d'));
    Layers.unpack(plain, lazy);
    byte[] other = plain.clone();
    other[plain.length - 1] = 1;
    Layers.fails(
        ErrorCode.DATA_LOSS, () -> Layers.unpack(other, plain, lazy, UnpackLimits.DEFAULT));
  }

  @Test
  void progressCountsTheBlob() {
    byte[] blob = Tar.gzip(plain);
    AtomicLong last = new AtomicLong();
    new LayerUnpacker(UnpackLimits.DEFAULT)
        .unpack(
            new ByteArrayInputStream(blob),
            Layers.TYPE,
            Tar.diffId(plain),
            target,
            () -> {},
            last::set);
    assertThat(last).hasValue(blob.length);
  }

  @Test
  void noThreadOutlivesAFailure() {
    byte[] large = new byte[20 << 20];
    new Random(5).nextBytes(large);
    byte[] tar = new Tar().file("../out", large).build();
    Layers.fails(
        ErrorCode.INVALID_ARGUMENT,
        () -> Layers.unpack(Tar.gzip(tar), tar, target, UnpackLimits.DEFAULT));
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("carob-inflate"));
  }

  @Test
  void otherCompressionsAreNamed() {
    for (String magic : List.of("BZh91AY", "\u00fd7zXZ\0\0")) {
      CarobException e =
          Layers.fails(ErrorCode.INVALID_ARGUMENT, () -> unpackBlob(Tar.bytes(magic)));
      assertThat(e).hasMessageContaining("bzip2 or xz");
    }
  }

  @Test
  void fullDiskIsResourceExhausted() {
    Path small = Layers.folder(temp, "small");
    Command.run(temp, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString());
    try {
      LayerTarget full = new LayerTarget.Difference(small, WhiteoutForm.OVERLAY);
      byte[] large = new Tar().file("big", new byte[2 << 20]).build();
      Layers.fails(ErrorCode.RESOURCE_EXHAUSTED, () -> Layers.unpack(large, full));
    } finally {
      Command.run(temp, "umount", small.toString());
    }
  }
}
