package io.carob.image.store.build;

import io.carob.api.CarobException;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.image.ImportProgress;
import io.carob.api.snapshot.LayerSource;
import io.carob.image.store.archive.Expansion;
import io.carob.image.store.archive.MediaTypes;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.diff.LayerDiff;
import io.carob.image.store.tar.Decompression;
import io.carob.image.store.write.PackedLayer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Brings layers in, from tars, folders and snapshots. Each is read to its end, and is a tar. */
final class LayerIntake {

  private static final int BUFFER = 256 * 1024;

  private final BlobStore blobs;
  private final BlobLease lease;
  private final ImportProgress progress;

  LayerIntake(BlobStore blobs, BlobLease lease, ImportProgress progress) {
    this.blobs = blobs;
    this.lease = lease;
    this.progress = progress;
  }

  /** A tar, compressed or not, or a folder. */
  NewLayer of(Path source) {
    if (Files.isDirectory(source)) {
      return packed(source.toString(), out -> LayerDiff.tree(source, out));
    }
    if (!Files.exists(source)) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "making a layer: " + source + " is not there; name a tar or a folder");
    }
    if (!Files.isRegularFile(source)) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "making a layer: " + source + " is neither a file nor a folder");
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(source), BUFFER)) {
      in.mark(BUFFER);
      Decompression packing = Decompression.of(in);
      in.reset();
      return packing == Decompression.NONE
          ? packed(source.toString(), out -> new TarScan(source.toString(), in, out).run())
          : asItIs(source, in, packing);
    } catch (IOException e) {
      throw failed(source.toString(), e);
    }
  }

  /** What a snapshot changed. */
  NewLayer of(String name, LayerSource source) {
    return packed(name, out -> LayerDiff.write(source, out));
  }

  /** Writes a tar; the latest time of change in it. */
  private interface Writing {
    Optional<Instant> to(OutputStream out) throws IOException;
  }

  private NewLayer packed(String name, Writing writing) {
    try (PackedLayer layer = new PackedLayer(lease)) {
      Optional<Instant> newest = writing.to(new Told(layer, name, progress));
      PackedLayer.Result result = layer.finish();
      progress.progress("layer " + name, layer.size(), layer.size());
      return new NewLayer(
          result.diffId(), result.blob(), result.size(), PackedLayer.MEDIA_TYPE, newest);
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  private NewLayer asItIs(Path source, InputStream in, Decompression packing) throws IOException {
    long size = Files.size(source);
    String subject = "layer " + source;
    Digest blob =
        lease.ingest(
            in,
            Optional.empty(),
            OptionalLong.empty(),
            done -> progress.progress(subject, done, size));
    MessageDigest hash = Digest.sha256();
    long stored = blobs.size(blob);
    try (InputStream bytes = blobs.open(blob);
        InputStream plain = Decompression.open(bytes);
        InputStream hashed = new DigestInputStream(plain, hash)) {
      Optional<Instant> newest =
          new TarScan(source.toString(), hashed, new Bounded(source.toString(), stored)).run();
      String type = MediaTypes.OCI_LAYER + (packing == Decompression.GZIP ? "+gzip" : "+zstd");
      return new NewLayer(new DiffId(Digest.ofHash(hash.digest())), blob, stored, type, newest);
    }
  }

  static CarobException failed(String name, IOException e) {
    boolean full = String.valueOf(e.getMessage()).contains("No space left");
    return new CarobException(
        full ? ErrorCode.RESOURCE_EXHAUSTED : ErrorCode.INTERNAL,
        "making a layer of " + name + " failed: " + e.getMessage(),
        e);
  }

  /** Tells of what passes. */
  private static final class Told extends OutputStream {
    private static final long STEP = 4 << 20;

    private final PackedLayer out;
    private final String subject;
    private final ImportProgress progress;
    private long told;

    Told(PackedLayer out, String name, ImportProgress progress) {
      this.out = out;
      this.subject = "layer " + name;
      this.progress = progress;
    }

    @Override
    public void write(int b) {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      out.write(bytes, offset, length);
      if (out.size() - told > STEP) {
        told = out.size();
        progress.progress(subject, told, -1);
      }
    }
  }

  /** Swallows, but no more than an honest stream has. */
  private static final class Bounded extends OutputStream {
    private final String name;
    private final long packed;
    private long plain;

    Bounded(String name, long packed) {
      this.name = name;
      this.packed = packed;
    }

    @Override
    public void write(int b) {
      plain++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      plain += length;
      Expansion.check(name, plain, packed);
    }
  }
}
