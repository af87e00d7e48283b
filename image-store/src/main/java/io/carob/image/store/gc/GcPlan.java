package io.carob.image.store.gc;

import io.carob.api.Digest;
import io.carob.api.image.LayerInfo;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.api.storage.GcReport.Decision;
import io.carob.api.storage.GcReport.Subject;
import io.carob.api.storage.Storage;
import io.carob.image.store.gc.ImageChoice.Fate;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import io.carob.image.store.space.Inventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides for each thing whether it goes, and says why. Pure. */
public final class GcPlan {

  private final Inventory inventory;
  private final Map<Digest, Long> blobs;
  private final GcPolicy policy;
  private final Map<Digest, Fate> images;
  private final Predicate<SnapshotId> isHeld;

  /**
   * Decides on the images; the rest follows.
   *
   * @param inventory who needs what
   * @param blobs what each blob takes
   * @param isUnpacking whether an image is being unpacked
   * @param isHeld whether an operation needs a layer
   * @param level how full the disk is
   */
  public GcPlan(
      Inventory inventory,
      Map<Digest, Long> blobs,
      GcPolicy policy,
      Predicate<Digest> isUnpacking,
      Predicate<SnapshotId> isHeld,
      Level level,
      Instant now) {
    this.inventory = inventory;
    this.blobs = blobs;
    this.policy = policy;
    this.isHeld = isHeld;
    this.images = new ImageChoice(inventory, blobs, policy, now).choose(isUnpacking, level);
  }

  /** All decisions: images, layers, other snapshots, blobs. */
  public List<Decision> decisions() {
    List<Decision> all = new ArrayList<>();
    images.forEach((id, fate) -> all.add(image(id, fate)));
    inventory.layers().stream()
        .sorted(Comparator.comparing(SnapshotRow::id))
        .forEach(row -> all.add(layer(row)));
    inventory.others().stream()
        .sorted(Comparator.comparing(SnapshotRow::id))
        .forEach(row -> all.add(other(row)));
    blobs.keySet().stream().sorted().forEach(blob -> all.add(blob(blob)));
    return all;
  }

  /** The images that go. */
  public List<Digest> goingImages() {
    return images.entrySet().stream()
        .filter(entry -> entry.getValue().goes())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The layers that go though no image that goes has them, those on top first. */
  public List<SnapshotRow> orphans() {
    List<SnapshotRow> going =
        inventory.layers().stream()
            .filter(row -> inventory.imagesOf(row.id().key()).isEmpty())
            .filter(row -> layer(row).goes())
            .sorted(Comparator.comparingInt((SnapshotRow row) -> -depth(row)))
            .toList();
    return going;
  }

  /** The blobs that policy takes from images that stay. */
  public List<Digest> droppable() {
    return policy.keepBlobs()
        ? List.of()
        : blobs.keySet().stream().filter(this::isDroppable).sorted().toList();
  }

  private int depth(SnapshotRow row) {
    int depth = 0;
    Optional<SnapshotId> next = row.parentId();
    while (next.isPresent() && depth < 10_000) {
      depth++;
      next = inventory.state().snapshot(next.get()).flatMap(SnapshotRow::parentId);
    }
    return depth;
  }

  private Decision image(Digest id, Fate fate) {
    return new Decision(Subject.IMAGE, nameOf(id), 0, fate.goes(), fate.reason());
  }

  /** What the decision on an image calls it. */
  String nameOf(Digest image) {
    return inventory.state().namesOf(image).stream()
        .findFirst()
        .map(Object::toString)
        .orElse(image.toString());
  }

  private Decision layer(SnapshotRow row) {
    List<ImageRow> staying = staying(inventory.imagesOf(row.id().key()));
    List<SnapshotId> standing = inventory.standingOn(row.id());
    String reason;
    boolean goes = false;
    if (!staying.isEmpty()) {
      reason = "needed by " + names(staying);
    } else if (!standing.isEmpty()) {
      reason = "in use by " + ImageChoice.some(standing);
    } else if (row.labels().containsKey(Storage.PIN_LABEL)) {
      reason = "pinned";
    } else if (isHeld.test(row.id())) {
      reason = "an operation needs it";
    } else {
      goes = true;
      reason = "no image needs it";
    }
    return new Decision(Subject.LAYER, row.id().toString(), Inventory.bytes(row), goes, reason);
  }

  private static Decision other(SnapshotRow row) {
    String reason =
        switch (row.kind()) {
          case ACTIVE -> "a writable layer; it goes with its container";
          case VIEW -> "a view; it goes when its maker removes it";
          case COMMITTED -> "committed by a caller; it goes when that removes it";
        };
    return new Decision(Subject.SNAPSHOT, row.id().toString(), Inventory.bytes(row), false, reason);
  }

  private Decision blob(Digest blob) {
    List<ImageRow> staying = staying(inventory.imagesOf(blob));
    boolean dropped = isDroppable(blob);
    String reason;
    if (staying.isEmpty()) {
      reason = "no image needs it";
    } else if (dropped && !policy.keepBlobs()) {
      reason = "its layer is unpacked, and keep.blobs=false";
    } else {
      reason = "needed by " + names(staying);
    }
    return new Decision(
        Subject.BLOB,
        blob.toString(),
        blobs.getOrDefault(blob, 0L),
        staying.isEmpty() || (dropped && !policy.keepBlobs()),
        reason);
  }

  /** Whether a blob is only ever a layer, and all images that have it have it unpacked for good. */
  private boolean isDroppable(Digest blob) {
    return isDroppable(inventory, blob, staying(inventory.imagesOf(blob)));
  }

  /** The same, asked of a state by itself. */
  static boolean isDroppable(State state, Digest blob) {
    Inventory now = new Inventory(state);
    return isDroppable(now, blob, now.imagesOf(blob));
  }

  private static boolean isDroppable(Inventory inventory, Digest blob, List<ImageRow> images) {
    return !images.isEmpty()
        && images.stream()
            .allMatch(
                image ->
                    !image.id().equals(blob)
                        && !image.manifest().equals(blob)
                        && image.layers().stream()
                            .filter(layer -> layer.blob().equals(blob))
                            .allMatch(layer -> isUnpackedForGood(inventory, layer)));
  }

  private static boolean isUnpackedForGood(Inventory inventory, LayerInfo layer) {
    return inventory.unpacked(SnapshotKey.of(layer.chainId())).stream()
        .anyMatch(row -> row.unsyncedBoot().isEmpty());
  }

  private List<ImageRow> staying(List<ImageRow> all) {
    return all.stream().filter(image -> !goes(image.id())).toList();
  }

  private boolean goes(Digest image) {
    Fate fate = images.get(image);
    return fate != null && fate.goes();
  }

  private String names(List<ImageRow> all) {
    return ImageChoice.some(
        all.stream()
            .map(
                image ->
                    inventory.state().namesOf(image.id()).stream()
                        .findFirst()
                        .map(Object::toString)
                        .orElse(image.id().abbreviated()))
            .toList());
  }
}
