package io.carob.tck.snapshot;

import io.carob.api.Mount;
import io.carob.api.snapshot.LayerSource;
import io.carob.api.snapshot.LayerTarget;
import io.carob.api.snapshot.SnapshotDriver;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tests in their own folder: what a driver answers is looked at before anything is
 * mounted, written or deleted by it. A driver that answers {@code /etc} must cost its author a
 * failing test, and not the machine.
 */
final class Contained implements InvocationHandler {

  private final SnapshotDriver driver;
  private final Path root;

  private Contained(SnapshotDriver driver, Path root) {
    this.driver = driver;
    this.root = root;
  }

  /**
   * A driver whose answers lie in a folder.
   *
   * @param root the folder of a test, by its real path
   */
  static SnapshotDriver in(Path root, SnapshotDriver driver) {
    return (SnapshotDriver)
        Proxy.newProxyInstance(
            SnapshotDriver.class.getClassLoader(),
            new Class<?>[] {SnapshotDriver.class},
            new Contained(driver, root));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
      throws Throwable {
    Object answer;
    try {
      answer = method.invoke(driver, given);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
    check(method.getName(), answer);
    return answer;
  }

  private void check(String call, @Nullable Object answer) {
    if (answer instanceof List<?> mounts) {
      mounts.forEach(mount -> check(call, mount));
    } else if (answer instanceof Optional<?> mount) {
      check(call, mount.orElse(null));
    } else if (answer instanceof Mount mount) {
      check(call, mount);
    } else if (answer instanceof LayerTarget.Tree tree) {
      inside(call, tree.folder().toString());
    } else if (answer instanceof LayerTarget.Difference difference) {
      inside(call, difference.folder().toString());
    } else if (answer instanceof LayerSource.Difference difference) {
      inside(call, difference.folder().toString());
    } else if (answer instanceof LayerSource.Trees trees) {
      inside(call, trees.folder().toString());
    } else if (answer instanceof LayerSource.Stacked stacked) {
      inside(call, stacked.folder().toString());
    }
  }

  /** What is mounted, and what a mount writes into; a word such as {@code overlay} is no path. */
  private void check(String call, Mount mount) {
    if (isBind(mount) || (mount.source().startsWith("/") && !isFreeDevice(mount.source()))) {
      inside(call, mount.source());
    }
    for (String option : mount.options()) {
      if (option.startsWith("upperdir=") || option.startsWith("workdir=")) {
        inside(call, option.substring(option.indexOf('=') + 1));
      }
    }
  }

  private static boolean isBind(Mount mount) {
    return mount.type().endsWith("bind")
        || mount.options().contains("bind")
        || mount.options().contains("rbind");
  }

  /**
   * A disk that a driver has made, such as one of the device mapper: nobody else has it mounted.
   */
  private boolean isFreeDevice(String source) {
    try {
      Path device = Path.of(source).toRealPath();
      if (!device.startsWith("/dev")) {
        return false;
      }
      for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
        String[] fields = line.split(" ", -1);
        if (fields[0].startsWith("/dev/")
            && !Path.of(fields[1]).startsWith(root)
            && Path.of(fields[0]).toFile().getCanonicalFile().toPath().equals(device)) {
          return false;
        }
      }
      return true;
    } catch (InvalidPathException | IOException e) {
      return false;
    }
  }

  private void inside(String call, String answered) {
    if (!isInside(answered)) {
      throw new AssertionError(
          "S2: "
              + call
              + " answers \""
              + answered
              + "\", which is outside of "
              + root
              + ": nothing was mounted, written or deleted there. A driver works in the place that"
              + " it is given");
    }
  }

  /** Also behind links: a place may hold one that leads out of it, be it to nothing. */
  private boolean isInside(String answered) {
    try {
      Path path = Path.of(answered);
      // Behind a link, ".." is another folder than it looks.
      if (!path.equals(path.normalize()) || !path.startsWith(root)) {
        return false;
      }
      Path there = path;
      while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
        there = Objects.requireNonNull(there.getParent());
      }
      return there.toRealPath().startsWith(root);
    } catch (InvalidPathException | IOException e) {
      return false;
    }
  }
}
