package io.carob.image.store.meta;

import io.carob.api.Digest;
import io.carob.api.ImageReference;
import io.carob.image.store.meta.Edit.DropDropped;
import io.carob.image.store.meta.Edit.DropImage;
import io.carob.image.store.meta.Edit.DropName;
import io.carob.image.store.meta.Edit.DropSnapshot;
import io.carob.image.store.meta.Edit.PutDropped;
import io.carob.image.store.meta.Edit.PutImage;
import io.carob.image.store.meta.Edit.PutName;
import io.carob.image.store.meta.Edit.PutSnapshot;
import io.carob.image.store.meta.Edit.PutUse;
import io.carob.image.store.meta.Edit.ReservePlaces;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rows at one moment. What {@link MetaStore#state} gives never changes; only the writer edits
 * the draft that becomes the next state. A draft copies a map when it first changes it.
 */
public final class State {

  private Map<SnapshotId, SnapshotRow> snapshots;
  private Map<SnapshotId, Integer> children;
  private Map<Digest, ImageRow> images;
  private Map<ImageReference, Digest> names;
  private Map<Digest, ImageUse> uses;
  private Map<Digest, Instant> dropped;
  private final Clock clock;
  private boolean ownSnapshots;
  private boolean ownImages;

  private State(State from) {
    clock = from.clock;
    snapshots = from.snapshots;
    children = from.children;
    images = from.images;
    names = from.names;
    uses = from.uses;
    dropped = from.dropped;
  }

  State(Clock clock) {
    this.clock = clock;
    snapshots = Map.of();
    children = Map.of();
    images = Map.of();
    names = Map.of();
    uses = Map.of();
    dropped = Map.of();
  }

  /** The snapshot of that name. */
  public Optional<SnapshotRow> snapshot(SnapshotId id) {
    return Optional.ofNullable(snapshots.get(id));
  }

  /** All snapshots, in no order. */
  public Collection<SnapshotRow> snapshots() {
    return Collections.unmodifiableCollection(snapshots.values());
  }

  /** Whether a snapshot names this one as its parent. */
  public boolean hasChildren(SnapshotId id) {
    return children.containsKey(id);
  }

  /** The snapshots that name this one as their parent, by name; walks all. */
  public List<SnapshotRow> children(SnapshotId id) {
    return snapshots.values().stream()
        .filter(row -> row.parentId().equals(Optional.of(id)))
        .sorted((a, b) -> a.id().compareTo(b.id()))
        .toList();
  }

  /** The image of that identity. */
  public Optional<ImageRow> image(Digest id) {
    return Optional.ofNullable(images.get(id));
  }

  /** All images, in no order. */
  public Collection<ImageRow> images() {
    return Collections.unmodifiableCollection(images.values());
  }

  /** All names and the images they point to. */
  public Map<ImageReference, Digest> names() {
    return Collections.unmodifiableMap(names);
  }

  /** The names of an image, sorted. */
  public List<ImageReference> namesOf(Digest image) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(image))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The uses and labels of an image; as if it had just come when nothing is recorded. */
  public ImageUse use(Digest image) {
    ImageUse use = uses.get(image);
    return use == null ? ImageUse.fresh(image, clock.instant()) : use;
  }

  /** The blobs that policy took away. */
  public Map<Digest, Instant> dropped() {
    return Collections.unmodifiableMap(dropped);
  }

  State draft() {
    return new State(this);
  }

  void apply(Edit edit) {
    if (edit instanceof PutSnapshot put) {
      own();
      count(snapshots.put(put.row().id(), put.row()), -1);
      count(put.row(), 1);
    } else if (edit instanceof DropSnapshot drop) {
      own();
      count(snapshots.remove(drop.id()), -1);
    } else if (!(edit instanceof ReservePlaces)) {
      ownImages();
      applyImage(edit);
    }
  }

  private void applyImage(Edit edit) {
    if (edit instanceof PutImage put) {
      images.put(put.row().id(), put.row());
    } else if (edit instanceof DropImage drop) {
      images.remove(drop.id());
      uses.remove(drop.id());
    } else if (edit instanceof PutName put) {
      names.put(put.name(), put.image());
    } else if (edit instanceof DropName drop) {
      names.remove(drop.name());
    } else if (edit instanceof PutUse put) {
      uses.put(put.use().image(), put.use());
    } else if (edit instanceof PutDropped put) {
      dropped.put(put.blob(), put.when());
    } else if (edit instanceof DropDropped drop) {
      dropped.remove(drop.blob());
    }
  }

  private void count(@Nullable SnapshotRow row, int step) {
    if (row != null) {
      row.parentId()
          .ifPresent(
              parent ->
                  children.compute(
                      parent,
                      (id, count) -> {
                        int sum = (count == null ? 0 : count) + step;
                        return sum == 0 ? null : sum;
                      }));
    }
  }

  private void own() {
    if (!ownSnapshots) {
      snapshots = new HashMap<>(snapshots);
      children = new HashMap<>(children);
      ownSnapshots = true;
    }
  }

  private void ownImages() {
    if (!ownImages) {
      images = new HashMap<>(images);
      names = new HashMap<>(names);
      uses = new HashMap<>(uses);
      dropped = new HashMap<>(dropped);
      ownImages = true;
    }
  }
}
