package io.carob.assembly.launch;

import io.carob.assembly.conf.StartCheck;
import io.carob.assembly.drivers.Admission;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the framework with its bundles, and waits for its end. */
final class Assembly {

  private static final Logger log = LoggerFactory.getLogger(Assembly.class);
  private static final int ALL_LEVELS = 9;
  private static final int CHECK_LEVELS = 3;

  private Assembly() {}

  /** Runs the framework until it stops; answers the process's exit code. */
  static int run(Options options, Map<String, String> logLevels)
      throws IOException, BundleException, InterruptedException {
    boolean checkOnly = options.mode().equals("check");
    BundleSet.Selection selection = select(options, checkOnly ? CHECK_LEVELS : ALL_LEVELS);
    for (BundleSet.Refused refused : selection.refused()) {
      log.warn("Left out {}: {}", refused.jar(), refused.reason());
    }
    Map<String, String> configuration = configuration(options);
    if (!checkOnly && !isSound(options, selection, configuration)) {
      return 1;
    }
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new BundleException("no OSGi framework in lib/"))
            .newFramework(configuration);
    Thread stopper = new Thread(() -> stop(framework), "carob-stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    framework.init();
    LogBridge.open(framework.getBundleContext(), logLevels);
    UninstalledBundles.forget(framework.getBundleContext());
    install(framework.getBundleContext(), selection.bundles());
    framework.start();
    if (!checkOnly) {
      Optional<String> unusable = FailedStart.report(framework);
      if (unusable.isPresent()) {
        stop(framework);
        System.err.println("carob: cannot start: " + unusable.get());
        return 1;
      }
      logStart(options);
    }
    FrameworkEvent end = framework.waitForStop(0);
    Object code = System.getProperties().get("carob.exit");
    if (end.getType() == FrameworkEvent.ERROR) {
      log.error("The framework stopped on an error", end.getThrowable());
      return 1;
    }
    if (!checkOnly) {
      log.info("Carob has stopped");
    }
    return code instanceof Integer exit ? exit : 0;
  }

  private static BundleSet.Selection select(Options options, int levels) throws IOException {
    Admission admission = new Admission(options.conf(), options.run().resolve("driver-jars"));
    return BundleSet.select(
        options.home().resolve("bundles"),
        options.root().resolve("bundles"),
        levels,
        admission::checkKept);
  }

  /** Looks at the configuration before anything starts that would be told something wrong. */
  private static boolean isSound(
      Options options, BundleSet.Selection selection, Map<String, String> names)
      throws IOException {
    List<Path> jars = new ArrayList<>();
    selection.bundles().forEach(bundle -> jars.add(bundle.jar()));
    if (Files.isDirectory(options.drivers())) {
      jars.addAll(BundleSet.children(options.drivers()));
    }
    StartCheck check = StartCheck.run(options.conf(), jars, names, System.getenv());
    check.warnings().forEach(log::warn);
    check.errors().forEach(error -> System.err.println("carob: cannot start: " + error));
    return check.errors().isEmpty();
  }

  private static void logStart(Options options) {
    log.info(
        "Carob runs on {} and {}, as process {}",
        options.root(),
        options.run(),
        ProcessHandle.current().pid());
  }

  private static void stop(Framework framework) {
    try {
      framework.stop();
      framework.waitForStop(0);
    } catch (BundleException e) {
      log.error("Stopping failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void install(BundleContext context, List<BundleSet.Entry> bundles)
      throws BundleException {
    List<Bundle> installed = new ArrayList<>();
    for (BundleSet.Entry entry : bundles) {
      // "reference:" runs the jar where it lies, without a copy.
      Bundle bundle = context.installBundle("reference:" + entry.jar().toUri());
      bundle.adapt(BundleStartLevel.class).setStartLevel(entry.level());
      installed.add(bundle);
    }
    for (Bundle bundle : installed) {
      if ((bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) == 0) {
        start(bundle);
      }
    }
  }

  private static void start(Bundle bundle) {
    try {
      bundle.start();
    } catch (BundleException e) {
      log.error("Bundle {} does not start: {}", bundle.getSymbolicName(), e.getMessage());
    }
  }

  private static Map<String, String> configuration(Options options) throws IOException {
    Map<String, String> config = new HashMap<>();
    Path settings = options.conf().resolve(StartCheck.FRAMEWORK);
    if (Files.exists(settings)) {
      Properties properties = new Properties();
      try (var reader = Files.newBufferedReader(settings)) {
        properties.load(reader);
      }
      properties.forEach((k, v) -> config.put((String) k, (String) v));
    }
    config.put("carob.mode", options.mode());
    config.put("carob.home", options.home().toString());
    config.put("carob.root", options.root().toString());
    config.put("carob.conf", options.conf().toString());
    config.put("carob.run", options.run().toString());
    config.put("carob.cgroup", options.cgroupParent());
    config.put(Constants.FRAMEWORK_STORAGE, options.run().resolve("felix").toString());
    config.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    config.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(ALL_LEVELS));
    config.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, slf4jPackages());
    config.put(Constants.FRAMEWORK_BOOTDELEGATION, "sun.misc");
    config.put("gosh.args", "--nointeractive");
    watch(options, config);
    return config;
  }

  /**
   * Lets File Install watch the folders of drivers and configuration. Without an initial delay it
   * reads them while its bundle starts, on the first level: whatever starts later, on the levels of
   * the drivers and above, begins with its configuration. Jars it hands on to the assembly's
   * bundle; there a new version of a driver runs beside the old one for a moment.
   */
  private static void watch(Options options, Map<String, String> config) {
    config.put(
        "felix.fileinstall.dir",
        watched(options, options.drivers()) + "," + watched(options, options.conf()));
    config.putIfAbsent("felix.fileinstall.poll", "500");
    config.put("felix.fileinstall.filter", ".*\\.(jar|jar\\.sha256|cfg|config)");
    config.put("felix.fileinstall.noInitialDelay", "true");
    config.put("felix.fileinstall.start.level", String.valueOf(BundleSet.DRIVER_LEVEL));
    config.put("felix.fileinstall.enableConfigSave", "false");
    config.put("felix.fileinstall.log.level", "0");
    config.put("felix.fileinstall.tmpdir", options.run().resolve("fileinstall").toString());
    config.put("carob.drivers", options.drivers().toString());
    config.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
  }

  /** File Install makes a folder that is not there; a check leaves the host as it is. */
  private static Path watched(Options options, Path folder) {
    boolean absent = options.mode().equals("check") && !Files.isDirectory(folder);
    return absent ? options.run().resolve("absent") : folder;
  }

  /** As the version that is there; and as 1.7, which clients of that version can use as well. */
  private static String slf4jPackages() {
    String version = Logger.class.getPackage().getImplementationVersion();
    return packages(
            version == null ? "2.0" : version,
            "org.slf4j",
            "org.slf4j.event",
            "org.slf4j.helpers",
            "org.slf4j.spi")
        + ","
        + packages("1.7.36", "org.slf4j", "org.slf4j.helpers");
  }

  private static String packages(String version, String... names) {
    String suffix = ";version=\"" + version + "\"";
    return String.join(suffix + ",", names) + suffix;
  }

  /** Deletes a folder of our own, without following links. */
  static void deleteTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path dir, java.io.@org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
