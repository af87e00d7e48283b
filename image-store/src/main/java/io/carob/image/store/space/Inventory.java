package io.carob.image.store.space;

import io.carob.api.Digest;
import io.carob.api.snapshot.SnapshotKey;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.meta.SnapshotRow;
import io.carob.image.store.meta.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who needs what, at one moment. Pure; made once for each state of the record. */
public final class Inventory {

  private static final Pattern LAYER = Pattern.compile("sha256:[0-9a-f]{64}");

  private final State state;
  private final Map<SnapshotKey, List<ImageRow>> byChain = new HashMap<>();
  private final Map<Digest, List<ImageRow>> byBlob = new HashMap<>();
  private final Map<SnapshotKey, List<SnapshotRow>> unpacked = new HashMap<>();
  private final Map<SnapshotId, List<SnapshotId>> standing = new HashMap<>();

  /** Takes stock. */
  public Inventory(State state) {
    this.state = state;
    for (ImageRow image : state.images()) {
      chains(image).forEach(key -> put(byChain, key, image));
      image.blobs().forEach(blob -> put(byBlob, blob, image));
    }
    for (SnapshotRow row : state.snapshots()) {
      if (isLayer(row)) {
        put(unpacked, row.id().key(), row);
      } else {
        stand(row);
      }
    }
  }

  private static <K, V> void put(Map<K, List<V>> lists, K key, V value) {
    lists.computeIfAbsent(key, k -> new ArrayList<>(2)).add(value);
  }

  private void stand(SnapshotRow row) {
    Set<SnapshotId> seen = new HashSet<>(); // a damaged record may lead in a circle
    Optional<SnapshotId> next = row.parentId();
    while (next.isPresent() && seen.add(next.get())) {
      put(standing, next.get(), row.id());
      next = state.snapshot(next.get()).flatMap(SnapshotRow::parentId);
    }
  }

  /** The state that this is about. */
  public State state() {
    return state;
  }

  /** The chain identities of an image's layers, lowest first, each once. */
  public static List<SnapshotKey> chains(ImageRow image) {
    return image.layers().stream()
        .map(layer -> SnapshotKey.of(layer.chainId()))
        .distinct()
        .toList();
  }

  /** Whether a snapshot is a layer of an image, be the image there or not. */
  public boolean isLayer(SnapshotRow row) {
    return byChain.containsKey(row.id().key()) || LAYER.matcher(row.id().key().value()).matches();
  }

  /** The images that have a layer. */
  public List<ImageRow> imagesOf(SnapshotKey chain) {
    return byChain.getOrDefault(chain, List.of());
  }

  /** The images that have a blob. */
  public List<ImageRow> imagesOf(Digest blob) {
    return byBlob.getOrDefault(blob, List.of());
  }

  /** The snapshots of a layer, one for each driver that has it. */
  public List<SnapshotRow> unpacked(SnapshotKey chain) {
    return unpacked.getOrDefault(chain, List.of());
  }

  /** All layers of all drivers. */
  public Collection<SnapshotRow> layers() {
    return unpacked.values().stream().flatMap(List::stream).toList();
  }

  /** All snapshots that are no layers. */
  public List<SnapshotRow> others() {
    return state.snapshots().stream().filter(row -> !isLayer(row)).toList();
  }

  /** The snapshots, other than layers, that stand on a layer, near or far. */
  public List<SnapshotId> standingOn(SnapshotId layer) {
    return standing.getOrDefault(layer, List.of());
  }

  /**
   * The snapshots, other than layers, that stand on the image itself: on its top layer. Those of
   * another image that stand on shared lower layers do not keep this one.
   */
  public List<SnapshotId> standingOn(ImageRow image) {
    List<SnapshotKey> chains = chains(image);
    return chains.isEmpty()
        ? List.of()
        : unpacked(chains.get(chains.size() - 1)).stream()
            .flatMap(row -> standingOn(row.id()).stream())
            .filter(id -> !isOfHigherImage(id, chains.get(chains.size() - 1)))
            .sorted()
            .toList();
  }

  /** Whether what stands on a top layer does so through a layer of a larger image. */
  private boolean isOfHigherImage(SnapshotId id, SnapshotKey top) {
    Optional<SnapshotRow> row = state.snapshot(id);
    Set<SnapshotId> seen = new HashSet<>();
    while (row.isPresent() && seen.add(row.get().id())) {
      Optional<SnapshotKey> parent = row.get().parent();
      if (parent.equals(Optional.of(top))) {
        return false;
      }
      row = row.get().parentId().flatMap(state::snapshot);
      if (row.filter(this::isLayer).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** All that an image has on disk beside its blobs. */
  public Stream<SnapshotRow> layersOf(ImageRow image) {
    return chains(image).stream().flatMap(chain -> unpacked(chain).stream());
  }

  /** What a snapshot takes, as far as it is recorded. */
  public static long bytes(SnapshotRow row) {
    return row.usage().map(io.carob.api.Usage::bytes).orElse(0L);
  }

  /** An order by name, for reports. */
  public static final Comparator<ImageRow> BY_ID = Comparator.comparing(ImageRow::id);
}
