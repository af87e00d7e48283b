package io.carob.image.store.space;

import io.carob.api.Digest;
import io.carob.api.Usage;
import io.carob.api.storage.SpaceReport;
import io.carob.api.storage.SpaceReport.BlobSpace;
import io.carob.api.storage.SpaceReport.ImageSpace;
import io.carob.api.storage.SpaceReport.LayerSpace;
import io.carob.api.storage.SpaceReport.SnapshotSpace;
import io.carob.api.storage.Storage;
import io.carob.image.store.images.Content;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.ImageUse;
import io.carob.image.store.meta.MetaStore;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import io.carob.image.store.snapshot.SnapshotCare;
import io.carob.image.store.space.Figures.Figure;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers what takes how much. Layers carry their sizes in the record, written in the transaction
 * that makes them; blobs are counted when they come and go. Only writable layers are measured.
 */
public final class SpaceReader implements AutoCloseable {

  private final MetaStore meta;
  private final Content content;
  private final Figures figures;
  private volatile Inventory last = new Inventory(MetaStore.empty());

  /** Makes a reader. */
  public SpaceReader(MetaStore meta, Content content, SnapshotCare care, Clock clock) {
    this.meta = meta;
    this.content = content;
    this.figures = new Figures(care, clock);
  }

  /** Who needs what now; taken once for each state of the record. */
  public Inventory inventory() {
    State state = meta.state();
    Inventory known = last;
    if (known.state() != state) {
      known = new Inventory(state);
      last = known;
    }
    return known;
  }

  /** The report. */
  public SpaceReport read(boolean fresh) {
    Inventory inventory = inventory();
    Map<Digest, Long> blobs = content.sizes();
    List<SnapshotRow> others = inventory.others();
    Map<Long, Figure> measured =
        figures.of(others.stream().filter(row -> row.usage().isEmpty()).toList(), fresh);
    return new SpaceReport(
        inventory.state().images().stream()
            .map(image -> image(inventory, blobs, image))
            .sorted(Comparator.comparingLong(ImageSpace::bytes).reversed())
            .toList(),
        inventory.layers().stream()
            .map(row -> layer(inventory, row))
            .sorted(Comparator.comparingLong((LayerSpace one) -> one.usage().bytes()).reversed())
            .toList(),
        others.stream()
            .map(row -> snapshot(row, measured))
            .sorted(Comparator.comparingLong(SpaceReader::bytes).reversed())
            .toList(),
        blobs.entrySet().stream()
            .map(blob -> blob(inventory, blob.getKey(), blob.getValue()))
            .sorted(Comparator.comparingLong(BlobSpace::bytes).reversed())
            .toList());
  }

  private static long bytes(SnapshotSpace one) {
    return one.usage().map(Usage::bytes).orElse(0L);
  }

  private static ImageSpace image(Inventory inventory, Map<Digest, Long> blobs, ImageRow image) {
    long bytes = 0;
    long shared = 0;
    for (Digest blob : image.blobs()) {
      long size = blobs.getOrDefault(blob, 0L);
      bytes += size;
      shared += inventory.imagesOf(blob).size() > 1 ? size : 0;
    }
    for (SnapshotRow layer : inventory.layersOf(image).toList()) {
      long size = Inventory.bytes(layer);
      bytes += size;
      shared += inventory.imagesOf(layer.id().key()).size() > 1 ? size : 0;
    }
    int containers = inventory.standingOn(image).size();
    ImageUse use = inventory.state().use(image.id());
    boolean stays = containers > 0 || use.isPinned();
    return new ImageSpace(
        image.id(),
        inventory.state().namesOf(image.id()),
        bytes,
        shared,
        stays ? 0 : bytes - shared,
        containers,
        use.isPinned(),
        use.added(),
        use.used());
  }

  private static boolean isKept(Inventory inventory, ImageRow image) {
    return inventory.state().use(image.id()).isPinned() || !inventory.standingOn(image).isEmpty();
  }

  private static LayerSpace layer(Inventory inventory, SnapshotRow row) {
    List<ImageRow> images = inventory.imagesOf(row.id().key());
    int containers = inventory.standingOn(row.id()).size();
    boolean stays =
        containers > 0
            || row.labels().containsKey(Storage.PIN_LABEL)
            || images.stream().anyMatch(image -> isKept(inventory, image));
    return new LayerSpace(
        row.id().driver(),
        row.id().key(),
        row.usage().orElse(Usage.NONE),
        images.size(),
        containers,
        stays ? 0 : Inventory.bytes(row));
  }

  private static SnapshotSpace snapshot(SnapshotRow row, Map<Long, Figure> measured) {
    Optional<Figure> figure = Optional.ofNullable(measured.get(row.place()));
    return new SnapshotSpace(
        row.id().driver(),
        row.id().key(),
        row.kind(),
        row.usage().or(() -> figure.map(Figure::usage)),
        row.usage().isPresent() ? Optional.of(row.updated()) : figure.map(Figure::measured));
  }

  private static BlobSpace blob(Inventory inventory, Digest digest, long bytes) {
    List<ImageRow> images = inventory.imagesOf(digest);
    boolean stays = images.stream().anyMatch(image -> isKept(inventory, image));
    return new BlobSpace(digest, bytes, images.size(), stays ? 0 : bytes);
  }

  @Override
  public void close() {
    figures.close();
  }
}
