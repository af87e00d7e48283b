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

  /** By number of a committed place, whether it has to be mounted; that never changes. */
  private final ConcurrentHashMap<Long, Boolean> needed = new ConcurrentHashMap<>();

  LayerMounts(Places places, Host host) {
    this.places = places;
    this.host = host;
  }

  /** Where a place is mounted, if it has to be. */
  static Path target(Path place) {
    return place.resolve(SnapshotDriver.LAYER_MOUNT);
  }

  /** Sees to it that all committed ones of these are mounted; costs little where none has to be. */
  void show(SnapshotDriver driver, List<SnapshotRow> rows) {
    for (SnapshotRow row : rows) {
      if (row.kind() == SnapshotKind.COMMITTED && isNeeded(row.place())) {
        show(driver, row.place(), places.of(row));
      }
    }
  }

  /**
   * The same for one committed place, recorded or not.
   *
   * @return where it is mounted; empty where it need not be
   */
  Optional<Path> show(SnapshotDriver driver, long number, Path place) {
    // One thread at a time: a layer is shown by all who stand on it.
    boolean mounted =
        Boolean.TRUE.equals(needed.compute(number, (n, known) -> show(driver, place)));
    return mounted ? Optional.of(target(place)) : Optional.empty();
  }

  private boolean isNeeded(long place) {
    return needed.getOrDefault(place, true);
  }

  private boolean show(SnapshotDriver driver, Path place) {
    if (host.isMounted(target(place))) {
      return true;
    }
    Optional<Mount> mount = driver.layerMount(place);
    mount.ifPresent(what -> host.mount(what, target(place)));
    return mount.isPresent();
  }

  /** Before a place is cleared. */
  void release(String driver, long place) {
    Boolean known = needed.remove(place);
    if (known == null || known) {
      hide(places.of(driver, place));
    }
  }

  /** Unmounts all layers; what is mounted from one keeps it until that ends. */
  void hide() {
    try {
      places
          .scan()
          .forEach((driver, numbers) -> numbers.forEach(place -> hideIfNeeded(driver, place)));
    } catch (RuntimeException e) {
      LOG.warn("unmounting layers failed", e);
    }
  }

  private void hideIfNeeded(String driver, long place) {
    try {
      if (isNeeded(place)) {
        hide(places.of(driver, place));
      }
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
