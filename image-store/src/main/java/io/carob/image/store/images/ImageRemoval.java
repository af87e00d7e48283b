package io.carob.image.store.images;

import io.carob.api.CarobException;
import io.carob.api.Digest;
import io.carob.api.ErrorCode;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.meta.Edit;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What goes when an image goes. Pure. */
final class ImageRemoval {

  private ImageRemoval() {}

  /**
   * The layers' snapshots, of all drivers, that only this image needs.
   *
   * @param isArriving whether an image that is not recorded yet relies on a layer
   */
  static List<SnapshotRow> layers(State state, ImageRow image, Predicate<SnapshotId> isArriving) {
    Set<SnapshotKey> going = new HashSet<>(keys(image));
    state.images().stream()
        .filter(other -> !other.id().equals(image.id()))
        .forEach(other -> keys(other).forEach(going::remove));
    return state.snapshots().stream()
        .filter(row -> going.contains(row.id().key()))
        .filter(row -> !isArriving.test(row.id()))
        .toList();
  }

  /**
   * Plans the removal.
   *
   * @throws CarobException {@code FAILED_PRECONDITION} when a snapshot that stays stands on a layer
   *     that would go, or the image is being unpacked
   */
  static void plan(
      State state,
      ImageRow image,
      Collection<SnapshotRow> layers,
      Predicate<Digest> isUnpacking,
      Consumer<Edit> edits) {
    Set<SnapshotId> going = new HashSet<>();
    layers.forEach(row -> going.add(row.id()));
    List<SnapshotId> standing =
        layers.stream()
            .filter(row -> state.hasChildren(row.id()))
            .flatMap(row -> state.children(row.id()).stream())
            .map(SnapshotRow::id)
            .filter(id -> !going.contains(id))
            .sorted()
            .toList();
    if (!standing.isEmpty()) {
      throw refused(image, "these snapshots stand on its layers: " + standing, "Remove them first");
    }
    if (isUnpacking.test(image.id())) {
      throw refused(image, "it is being unpacked", "Try again after it");
    }
    state.namesOf(image.id()).forEach(name -> edits.accept(new Edit.DropName(name)));
    edits.accept(new Edit.DropImage(image.id()));
    going.forEach(id -> edits.accept(new Edit.DropSnapshot(id)));
  }

  private static List<SnapshotKey> keys(ImageRow image) {
    return image.layers().stream().map(layer -> SnapshotKey.of(layer.chainId())).toList();
  }

  private static CarobException refused(ImageRow image, String why, String wayOut) {
    return new CarobException(
        ErrorCode.FAILED_PRECONDITION,
        "image " + image.id().abbreviated() + " cannot be removed: " + why + ". " + wayOut);
  }
}
