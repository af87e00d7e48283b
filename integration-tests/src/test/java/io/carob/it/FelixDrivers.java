package io.carob.it;

import io.carob.api.snapshot.SnapshotDriver;
import io.carob.linux.fs.RootDirectory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The snapshot drivers as the distribution's own bundles offer them: in a Felix framework in this
 * JVM, started once, with the API of the class path.
 */
final class FelixDrivers {

  private static final String HOME = "carob.home";
  private static final long PATIENCE_MILLIS = 60_000;
  private static final Map<String, SnapshotDriver> DRIVERS = new HashMap<>();

  private FelixDrivers() {}

  /**
   * The service of that name.
   *
   * @param data the test's folder. The process that a test kills knows no property: it finds in the
   *     folder above its own where the distribution is
   */
  static synchronized SnapshotDriver driver(String name, Path data) {
    try {
      if (DRIVERS.isEmpty()) {
        DRIVERS.putAll(start(home(data)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Objects.requireNonNull(DRIVERS.get(name));
  }

  private static Path home(Path data) throws IOException {
    String home = System.getProperty(HOME, "");
    return Path.of(home.isEmpty() ? Files.readString(data.resolveSibling(HOME)) : home);
  }

  /** Leaves word for the process that a test kills. */
  static Path leaveWord(Path data) {
    try {
      String home = System.getProperty(HOME, "");
      if (!home.isEmpty()) {
        Files.writeString(data.resolve(HOME), home);
      }
      return data;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, SnapshotDriver> start(Path home) throws IOException {
    try {
      // Below the build's folder: a process that is killed leaves it.
      Path cache = Path.of("target", "felix-" + ProcessHandle.current().pid()).toAbsolutePath();
      Framework felix =
          ServiceLoader.load(FrameworkFactory.class)
              .findFirst()
              .orElseThrow()
              .newFramework(
                  Map.of(
                      Constants.FRAMEWORK_STORAGE,
                      cache.toString(),
                      Constants.FRAMEWORK_STORAGE_CLEAN,
                      Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                      Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                      apiPackages() + ",sun.misc"));
      felix.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(felix, cache)));
      install(felix.getBundleContext(), home.resolve("bundles"));
      return Map.of(
          "overlay", await(felix.getBundleContext(), "overlay"),
          "native-copy", await(felix.getBundleContext(), "native-copy"));
    } catch (BundleException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the API's bundle exports, offered by the framework: one API for the tests and drivers. */
  private static String apiPackages() throws IOException {
    String place =
        SnapshotDriver.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    try (JarFile api = new JarFile(new File(place))) {
      return Objects.requireNonNull(
          api.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE));
    }
  }

  private static void install(BundleContext context, Path bundles)
      throws IOException, BundleException {
    List<Bundle> installed = new ArrayList<>();
    for (String level : List.of("1-platform", "2-drivers")) {
      try (Stream<Path> jars = Files.list(bundles.resolve(level))) {
        for (Path jar : jars.sorted().filter(FelixDrivers::isWanted).toList()) {
          installed.add(context.installBundle(jar.toUri().toString()));
        }
      }
    }
    for (Bundle bundle : installed) {
      bundle.start();
    }
  }

  private static boolean isWanted(Path jar) {
    String name = jar.getFileName().toString();
    return name.contains("felix.scr")
        || name.contains("org.osgi.")
        || name.contains("carob-linux")
        || name.contains("carob-snapshotter");
  }

  private static SnapshotDriver await(BundleContext context, String name)
      throws InterruptedException {
    ServiceTracker<SnapshotDriver, SnapshotDriver> tracker =
        new ServiceTracker<>(context, SnapshotDriver.class, null) {
          @Override
          public @Nullable SnapshotDriver addingService(ServiceReference<SnapshotDriver> found) {
            boolean wanted = name.equals(found.getProperty("carob.driver"));
            return wanted ? super.addingService(found) : null;
          }
        };
    tracker.open();
    return Objects.requireNonNull(
        tracker.waitForService(PATIENCE_MILLIS),
        () -> "the bundle of " + name + " offers no driver");
  }

  private static void stop(Framework felix, Path cache) {
    try {
      felix.stop();
      felix.waitForStop(PATIENCE_MILLIS);
      try (RootDirectory target = RootDirectory.open(Objects.requireNonNull(cache.getParent()))) {
        target.removeTree(cache.getFileName().toString());
      }
    } catch (BundleException | InterruptedException e) {
      throw new IllegalStateException(e); // printed, as the process ends
    }
  }
}
