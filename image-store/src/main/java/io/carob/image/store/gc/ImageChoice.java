package io.carob.image.store.gc;

import io.carob.api.Digest;
import io.carob.api.storage.Storage;
import io.carob.image.store.meta.ImageRow;
import io.carob.image.store.meta.ImageUse;
import io.carob.image.store.meta.SnapshotId;
import io.carob.image.store.space.Inventory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which images go. Pure. */
final class ImageChoice {

  /** What becomes of an image, and why. */
  record Fate(boolean goes, String reason) {}

  private final Inventory inventory;
  private final Map<Digest, Long> blobs;
  private final GcPolicy policy;
  private final Instant now;
  private final Map<Digest, Fate> fates = new LinkedHashMap<>();
  private final Map<Object, Integer> needed = new HashMap<>();
  private long freed;

  ImageChoice(Inventory inventory, Map<Digest, Long> blobs, GcPolicy policy, Instant now) {
    this.inventory = inventory;
    this.blobs = blobs;
    this.policy = policy;
    this.now = now;
  }

  /** Decides on all images. */
  Map<Digest, Fate> choose(Predicate<Digest> isUnpacking, Level level) {
    List<ImageRow> images = inventory.state().images().stream().sorted(Inventory.BY_ID).toList();
    images.forEach(
        image -> parts(image).forEach((part, size) -> needed.merge(part, 1, Integer::sum)));
    List<ImageRow> candidates = new ArrayList<>();
    for (ImageRow image : images) {
      Optional<String> kept = kept(image, isUnpacking);
      Optional<String> gone = kept.isPresent() ? Optional.empty() : gone(image);
      if (gone.isPresent()) {
        go(image, gone.get());
      } else {
        fates.put(image.id(), new Fate(false, kept.orElseGet(() -> within(image))));
        if (kept.isEmpty()) {
          candidates.add(image);
        }
      }
    }
    policy.watermark().ifPresent(mark -> makeRoom(mark, level, candidates));
    return fates;
  }

  private void makeRoom(GcPolicy.Watermark mark, Level level, List<ImageRow> candidates) {
    if (level.over(mark, true, freed) <= 0) {
      return;
    }
    candidates.sort(Comparator.comparing((ImageRow image) -> use(image).used()));
    for (ImageRow image : candidates) {
      if (level.over(mark, false, freed) <= 0) {
        return;
      }
      go(image, mark.words() + ": last used " + ago(use(image).used()) + " ago");
    }
  }

  private void go(ImageRow image, String reason) {
    fates.put(image.id(), new Fate(true, reason));
    parts(image)
        .forEach(
            (part, size) -> {
              if (needed.merge(part, -1, Integer::sum) == 0) {
                freed += size;
              }
            });
  }

  /** The blobs and unpacked layers of an image with their sizes. */
  private Map<Object, Long> parts(ImageRow image) {
    Map<Object, Long> parts = new HashMap<>();
    image.blobs().forEach(blob -> parts.put(blob, blobs.getOrDefault(blob, 0L)));
    inventory.layersOf(image).forEach(row -> parts.put(row.id(), Inventory.bytes(row)));
    return parts;
  }

  private Optional<String> kept(ImageRow image, Predicate<Digest> isUnpacking) {
    List<SnapshotId> standing = inventory.standingOn(image);
    ImageUse use = use(image);
    if (!standing.isEmpty()) {
      return Optional.of("in use by " + some(standing));
    }
    if (isUnpacking.test(image.id())) {
      return Optional.of("it is being unpacked");
    }
    if (use.isPinned()) {
      return Optional.of(
          "pinned: " + Storage.PIN_LABEL + "=" + use.labels().get(Storage.PIN_LABEL));
    }
    if (age(use.added()).compareTo(policy.minAge()) < 0) {
      return Optional.of("it came only " + ago(use.added()) + " ago");
    }
    return Optional.empty();
  }

  private Optional<String> gone(ImageRow image) {
    ImageUse use = use(image);
    if (inventory.state().namesOf(image.id()).isEmpty()) {
      return Optional.of("no name points to it, and no container stands on it");
    }
    Optional<String> old =
        policy
            .maxAge()
            .filter(limit -> age(use.added()).compareTo(limit) > 0)
            .map(limit -> "unused, and it came " + ago(use.added()) + " ago");
    return old.or(
        () ->
            policy
                .maxUnused()
                .filter(limit -> age(use.used()).compareTo(limit) > 0)
                .map(limit -> "last used " + ago(use.used()) + " ago"));
  }

  private String within(ImageRow image) {
    return "named "
        + inventory.state().namesOf(image.id())
        + ", last used "
        + ago(use(image).used())
        + " ago";
  }

  private ImageUse use(ImageRow image) {
    return inventory.state().use(image.id());
  }

  private Duration age(Instant since) {
    Duration age = Duration.between(since, now);
    return age.isNegative() ? Duration.ZERO : age; // the clock has jumped back
  }

  private String ago(Instant since) {
    return GcPolicy.words(age(since));
  }

  static String some(List<?> all) {
    return all.size() <= 3
        ? all.toString()
        : all.subList(0, 3) + " and " + (all.size() - 3) + " more";
  }
}
