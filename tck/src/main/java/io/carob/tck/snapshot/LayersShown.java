package io.carob.tck.snapshot;

import io.carob.api.Mount;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.linux.mount.Mounts;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays the core for layers that have to be mounted: what {@link SnapshotDriver#layerMount} answers
 * is mounted as soon as a place is committed, and unmounted before it is removed.
 */
final class LayersShown implements InvocationHandler {

  private final SnapshotDriver driver;
  private final Set<Path> shown;

  private LayersShown(SnapshotDriver driver, Set<Path> shown) {
    this.driver = driver;
    this.shown = shown;
  }

  /**
   * A driver whose committed places are mounted.
   *
   * @param shown the folders that are mounted; for use by several threads
   */
  static SnapshotDriver of(SnapshotDriver driver, Set<Path> shown) {
    return (SnapshotDriver)
        Proxy.newProxyInstance(
            SnapshotDriver.class.getClassLoader(),
            new Class<?>[] {SnapshotDriver.class},
            new LayersShown(driver, shown));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    if (method.getName().equals("remove") && given != null && given[0] instanceof Path place) {
      hide(place);
    }
    Object answer = call(method, given);
    if (method.getName().equals("commit") && given != null && given[0] instanceof Path place) {
      show(place);
    }
    return answer;
  }

  private @Nullable Object call(Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    try {
      return method.invoke(driver, given);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private void show(Path place) {
    Path target = place.resolve(SnapshotDriver.LAYER_MOUNT);
    Optional<Mount> mount = driver.layerMount(place);
    if (mount.isPresent() && !Mounts.isMountPoint(target)) {
      if (!mount.get().readOnly()) {
        throw new AssertionError("layerMount answers a mount that may be written to: " + mount);
      }
      if (!Files.isDirectory(target)) {
        throw new AssertionError("commit made no folder " + target + " for layerMount's answer");
      }
      Mounts.mount(mount.get(), target);
      shown.add(target);
    }
  }

  private void hide(Path place) {
    Path target = place.resolve(SnapshotDriver.LAYER_MOUNT);
    if (shown.remove(target)) {
      Mounts.unmount(target, true);
    }
  }
}
