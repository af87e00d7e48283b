package io.carob.image.store.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.ImageReference;
import io.carob.api.Platform;
import io.carob.api.image.ArchiveFormat;
import io.carob.api.image.Image;
import io.carob.api.image.ImageBuilder;
import io.carob.api.image.ImageChanges;
import io.carob.api.image.ImportProgress;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.archive.ArchiveImage;
import io.carob.image.store.content.BlobLease;
import io.carob.image.store.content.BlobStore;
import io.carob.image.store.images.ImageService;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.snapshot.SnapshotChanges;
import io.carob.image.store.write.Export;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The {@link ImageBuilder} service. */
public final class ImageBuilderService implements ImageBuilder {

  private static final int LIMIT = 4 << 20;

  private final ImageService images;
  private final BlobStore blobs;
  private final SnapshotChanges changed;
  private final Function<ArchiveImage, ImageRow> row;

  /**
   * Begins to serve.
   *
   * @param images records what is made
   * @param blobs where blobs come and go
   * @param changed what snapshots changed
   * @param row what is recorded of an image
   */
  public ImageBuilderService(
      ImageService images,
      BlobStore blobs,
      SnapshotChanges changed,
      Function<ArchiveImage, ImageRow> row) {
    this.images = images;
    this.blobs = blobs;
    this.changed = changed;
    this.row = row;
  }

  @Override
  public void exportArchive(
      List<String> names, Path target, ArchiveFormat format, ImportProgress progress) {
    try (ImageService.Hold unused = images.hold()) {
      new Export(blobs, progress).run(Export.Named.find(names, images), target, format);
    }
  }

  @Override
  public boolean isRootFs(Path file) {
    return RootFsLook.at(file);
  }

  @Override
  public Image importRootFs(
      Path tar, ImageReference name, ImageChanges changes, ImportProgress progress) {
    return make(
        name,
        Optional.empty(),
        changes,
        "carob image import",
        (base, lease) -> List.of(new LayerIntake(blobs, lease, progress).of(tar)));
  }

  @Override
  public Image append(
      Optional<String> base,
      List<Path> layers,
      ImageReference name,
      ImageChanges changes,
      ImportProgress progress) {
    if (base.isEmpty() && layers.isEmpty()) {
      throw new CarobException(
          ErrorCode.INVALID_ARGUMENT,
          "image " + name + " cannot be made of nothing: name a base image or a layer");
    }
    return make(
        name,
        base,
        changes,
        "carob image append",
        (image, lease) -> {
          LayerIntake intake = new LayerIntake(blobs, lease, progress);
          return layers.stream().map(intake::of).toList();
        });
  }

  @Override
  public Image commit(
      String driver,
      SnapshotKey container,
      Optional<String> base,
      ImageReference name,
      ImageChanges changes,
      ImportProgress progress) {
    SnapshotId id = new SnapshotId(driver, container);
    return changed.read(
        id,
        (snapshot, source) ->
            make(
                name,
                Optional.of(base.orElseGet(() -> baseOf(snapshot))),
                changes,
                "carob image commit",
                (image, lease) -> {
                  expectBelow(image, snapshot);
                  return List.of(
                      new LayerIntake(blobs, lease, progress).of(container.value(), source));
                }));
  }

  private static Optional<SnapshotKey> top(ImageRow image) {
    List<LayerInfo> layers = image.layers();
    return layers.isEmpty()
        ? Optional.empty()
        : Optional.of(SnapshotKey.of(layers.get(layers.size() - 1).chainId()));
  }

  private String baseOf(SnapshotRow snapshot) {
    return images.list().stream()
        .filter(image -> top(ImageRow.of(image)).equals(snapshot.parent()))
        .findFirst()
        .map(image -> image.id().toString())
        .orElseThrow(
            () ->
                new CarobException(
                    ErrorCode.FAILED_PRECONDITION,
                    "snapshot "
                        + snapshot.id()
                        + " cannot become an image: no image on this node has the layers below it."
                        + " Import or pull the container's image again"));
  }

  private static void expectBelow(Optional<ImageRow> image, SnapshotRow snapshot) {
    if (image.isPresent() && !top(image.get()).equals(snapshot.parent())) {
      throw new CarobException(
          ErrorCode.FAILED_PRECONDITION,
          "snapshot "
              + snapshot.id()
              + " does not stand on image "
              + image.get().id()
              + "; name the image of the container");
    }
  }

  /** Brings the layers that come on top. */
  private interface Layers {
    List<NewLayer> bring(Optional<ImageRow> base, BlobLease lease);
  }

  private Image make(
      ImageReference name,
      Optional<String> base,
      ImageChanges changes,
      String step,
      Layers layers) {
    return images.bring(
        name,
        Optional.empty(),
        arrival -> {
          Optional<ImageRow> image = base.map(images::find);
          try (BlobLease lease = blobs.lease()) {
            image.ifPresent(below -> hold(below, lease));
            ImageRow made = make(image, layers.bring(image, lease), changes, step, lease);
            lease.keep(); // until the image is recorded, the caller keeps them
            return made;
          }
        });
  }

  /** Looked at before anything is read: without the base, all the rest is in vain. */
  private static void hold(ImageRow base, BlobLease lease) {
    base.blobs().stream()
        .sorted()
        .filter(blob -> !lease.hold(blob))
        .findFirst()
        .ifPresent(
            blob -> {
              throw StoredImage.missing(blob);
            });
  }

  private ImageRow make(
      Optional<ImageRow> base,
      List<NewLayer> layers,
      ImageChanges changes,
      String step,
      BlobLease lease) {
    Platform platform = base.map(ImageRow::platform).orElseGet(Platform::host);
    ObjectNode below =
        base.map(image -> Documents.parse(blobs.read(image.id(), LIMIT)))
            .orElseGet(() -> Documents.emptyConfig(platform));
    JsonNode layersBelow =
        base.map(image -> Documents.parse(blobs.read(image.manifest(), LIMIT)).path("layers"))
            .orElse(MissingNode.getInstance());
    byte[] config = Documents.config(below, layers, changes, step);
    byte[] manifest = Documents.manifest(config, layersBelow, layers);
    return row.apply(new StoredImage(blobs, lease).store(config, manifest, platform));
  }
}
