package io.carob.assembly.launch;

import io.carob.assembly.conf.StartCheck;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
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

  private Assembly() {}

  /**
   * Runs the framework until it stops; answers the process's exit code.
   *
   * @param ahead what is done on another thread meanwhile
   * @param plan what is to be started, by that thread
   */
  static int run(
      Options options, Map<String, String> logLevels, Ahead ahead, Ahead.Coming<Plan> plan)
      throws IOException, BundleException, InterruptedException {
    boolean checkOnly = options.mode().equals("check");
    Plan begun = plan.await();
    for (BundleSet.Refused refused : begun.selection().refused()) {
      log.warn("Left out {}: {}", refused.jar(), refused.reason());
    }
    if (!isSound(begun.check())) {
      return 1;
    }
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new BundleException("no OSGi framework in lib/"))
            .newFramework(begun.properties());
    Thread stopper = new Thread(() -> stop(framework), "carob-stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    framework.init();
    LogBridge.open(framework.getBundleContext(), logLevels);
    UninstalledBundles.forget(framework.getBundleContext());
    install(framework.getBundleContext(), begun.selection().bundles());
    Bundle[] shipped = framework.getBundleContext().getBundles(); // none of drivers/ is there yet
    ahead.begin(() -> Warmth.ofBundles(shipped));
    ahead.close();
    begun.close();
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

  private static boolean isSound(StartCheck check) {
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
