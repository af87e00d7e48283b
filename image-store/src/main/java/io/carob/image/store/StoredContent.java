package io.carob.image.store;

import io.carob.api.CarobException;
import io.carob.api.ChainId;
import io.carob.api.DiffId;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.Platform;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.LayerTarget;
import io.carob.image.store.archive.ArchiveImport;
import io.carob.image.store.archive.ArchiveReader;
import io.carob.image.store.archive.LayerBlob;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.fault.Faults;
import io.carob.image.store.images.ArchiveImage;
import io.carob.image.store.images.Coming;
import io.carob.image.store.images.Content;
import io.carob.image.store.layer.LayerUnpacker;
import io.carob.image.store.layer.UnpackLimits;
import io.carob.image.store.meta.ImageRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/** The content of the images in a {@link BlobStore}. */
final class StoredContent implements Content {

  private static final int SMALL = 4 << 20;

  private final BlobStore blobs;
  private final ArchiveReader reader = new ArchiveReader();
  private final LayerUnpacker unpacker = new LayerUnpacker(UnpackLimits.DEFAULT);

  private final int leftovers;

  StoredContent(Path root, Faults faults) {
    blobs = new BlobStore(root.resolve("content"), faults);
    leftovers = blobs.recover();
  }

  /** How many files of interrupted imports were deleted when this was made. */
  int leftovers() {
    return leftovers;
  }

  @Override
  public List<ArchiveImage> importArchive(Path source, Coming coming, ImportProgress progress) {
    try (ArchiveImport read =
        reader.read(source, blobs, Platform.host(), progress, new Hears(coming))) {
      List<ArchiveImage> images = read.images().stream().map(StoredContent::image).toList();
      read.keep(); // until the caller has recorded them, its gate keeps them
      return images;
    }
  }

  private record Hears(Coming coming) implements io.carob.image.store.archive.Coming {

    @Override
    public void found(io.carob.image.store.archive.ArchiveImage image) {
      coming.expect(row(image));
    }

    @Override
    public void comes(Digest layer) {
      coming.comes(layer);
    }
  }

  private static ArchiveImage image(io.carob.image.store.archive.ArchiveImage found) {
    return new ArchiveImage(row(found), found.names());
  }

  /** What is recorded of an image that was found. */
  static ImageRow row(io.carob.image.store.archive.ArchiveImage found) {
    return new ImageRow(
        found.config(),
        found.manifest(),
        found.platform(),
        found.created(),
        layers(found.layers()),
        found.runConfig());
  }

  private static List<LayerInfo> layers(List<LayerBlob> found) {
    List<DiffId> diffs = found.stream().map(LayerBlob::diffId).toList();
    List<ChainId> chains = ChainId.chain(diffs);
    List<LayerInfo> layers = new ArrayList<>(found.size());
    for (int i = 0; i < found.size(); i++) {
      LayerBlob blob = found.get(i);
      layers.add(
          new LayerInfo(diffs.get(i), chains.get(i), blob.digest(), blob.mediaType(), blob.size()));
    }
    return layers;
  }

  @Override
  public void unpack(LayerInfo layer, LayerTarget target, Runnable below, ImportProgress progress) {
    String subject = "layer " + layer.diffId().digest().abbreviated();
    if (!blobs.has(layer.blob())) {
      throw new CarobException(
          ErrorCode.NOT_FOUND,
          "unpacking "
              + subject
              + ": its blob "
              + layer.blob()
              + " is not there, because keep.blobs=false let it go or it was lost. Import or pull"
              + " the image again");
    }
    unpack(
        layer,
        blobs.open(layer.blob()),
        target,
        below,
        done -> progress.progress(subject, done, layer.size()));
  }

  @Override
  public void follow(LayerInfo layer, LayerTarget target, Runnable below) {
    unpack(layer, blobs.follow(layer.blob()), target, below, done -> {});
  }

  /** To the end of the blob, which one that is on its way reaches only when it is verified. */
  private void unpack(
      LayerInfo layer,
      InputStream opened,
      LayerTarget target,
      Runnable below,
      LongConsumer progress) {
    try (InputStream blob = opened) {
      unpacker.unpack(blob, layer.mediaType(), layer.diffId(), target, below, progress);
      blob.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new CarobException(
          ErrorCode.INTERNAL, "reading blob " + layer.blob() + " failed: " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] read(Digest digest) {
    return blobs.read(digest, SMALL);
  }

  @Override
  public boolean has(Digest digest) {
    return blobs.has(digest);
  }

  @Override
  public Set<Digest> blobs() {
    return Set.copyOf(blobs.list());
  }

  @Override
  public void delete(Digest digest) {
    blobs.delete(digest);
  }

  @Override
  public Map<Digest, Long> sizes() {
    return blobs.allocated();
  }

  @Override
  public Optional<String> fault(Digest digest) {
    return blobs.fault(digest);
  }

  @Override
  public int clearOld() {
    return blobs.clearOld();
  }

  /** The blobs themselves. */
  BlobStore store() {
    return blobs;
  }

  @Override
  public long bytes() {
    return blobs.allocated().values().stream().mapToLong(Long::longValue).sum();
  }
}
