package io.carob.image.store.snapshot;

import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.SnapshotKind;
import io.carob.image.store.meta.SnapshotRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Committed places that have to be mounted before something stands on them: {@link
 * SnapshotDriver#layerMount}. Each is mounted once for all, on the folder {@code mnt} of the place,
 * when a driver is given it for the first time, and stays so until it is removed or the service
 * ends. The kernel's own table says what is mounted, so a crash leaves nothing to bring in order;
 * what is mounted from a layer keeps it after its own mount is gone.
 */
final class LayerMounts {

  private static final Logger LOG = LoggerFactory.getLogger(LayerMounts.class);

  private final Places places;
  private final Host host;

  /** By number of a committed place that need not be mounted, who said so. */
  private final ConcurrentHashMap<Long, Asked> plain = new ConcurrentHashMap<>();

  private final PlaceLocks locks;

  /** Stands for one driver: another version may have another answer. */
  static final class Asked {}

  LayerMounts(Places places, Host host, PlaceLocks locks) {
    this.places = places;
    this.host = host;
    this.locks = locks;
  }

  /** Where a place is mounted, if it has to be. */
  static Path target(Path place) {
    return place.resolve(SnapshotDriver.LAYER_MOUNT);
  }

  /** Sees to it that all committed ones of these are mounted; costs little where none has to be. */
  void show(CheckedSnapshotter driver, List<SnapshotRow> rows) {
    for (SnapshotRow row : rows) {
      if (row.kind() == SnapshotKind.COMMITTED) {
        show(driver, row.place(), places.of(row));
      }
    }
  }

  /**
   * The same for one committed place, recorded or not.
   *
   * @return where it is mounted; empty where it need not be
   */
  Optional<Path> show(CheckedSnapshotter driver, long number, Path place) {
    Asked asked = driver.call().once(Asked.class, Asked::new);
    if (plain.get(number) == asked) {
      return Optional.empty();
    }
    Path target = target(place);
    if (host.isMounted(target) || locks.with(number, () -> isShown(driver, number, place, asked))) {
      return Optional.of(target);
    }
    return Optional.empty();
  }

  private boolean isShown(CheckedSnapshotter driver, long number, Path place, Asked asked) {
    Path target = target(place);
    if (plain.get(number) == asked) {
      return false; // by the one that was waited for
    }
    if (host.isMounted(target)) {
      return true;
    }
    Optional<Mount> mount = driver.layerMount(place);
    if (mount.isEmpty()) {
      plain.put(number, asked);
      return false;
    }
    driver.call().tell("layerMount", () -> host.mount(mount.get(), target)); // may take as long
    return true;
  }

  /** Before a place is cleared. */
  void release(String driver, long place) {
    plain.remove(place);
    hide(places.of(driver, place));
  }

  /** Unmounts all layers; what is mounted from one keeps it until that ends. */
  void hide() {
    try {
      places
          .scan()
          .forEach((driver, numbers) -> numbers.forEach(place -> tryToHide(driver, place)));
    } catch (RuntimeException e) {
      LOG.warn("unmounting layers failed", e);
    }
  }

  private void tryToHide(String driver, long place) {
    try {
      hide(places.of(driver, place));
    } catch (RuntimeException e) {
      LOG.warn("unmounting {} failed", places.of(driver, place), e);
    }
  }

  private void hide(Path place) {
    Path target = target(place);
    if (host.isMounted(target)) {
      host.unmount(target);
    }
  }
}
