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
import java.util.TreeMap;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleRevision;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the framework with its bundles, and waits for its end. */
final class Assembly {

  private Assembly() {}

  /**
   * Runs the framework until it stops; answers the process's exit code.
   *
   * @param ahead what is done on another thread meanwhile
   * @param opened the log, which that thread is opening
   */
  static int run(
      Options options,
      Map<String, String> logLevels,
      Ahead ahead,
      Ahead.Coming<ILoggerFactory> opened)
      throws IOException, BundleException, InterruptedException {
    boolean checkOnly = options.mode().equals("check");
    Plan plan = Plan.read(options);
    Ahead.Coming<StartCheck> check = ahead.make(() -> plan.check(options));
    ahead.begin(Warmth::ofJdk);
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new BundleException("no OSGi framework in lib/"))
            .newFramework(plan.properties());
    Thread stopper = new Thread(() -> stop(framework), "carob-stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    framework.init();
    install(framework.getBundleContext(), plan.selection().bundles());
    Bundle[] shipped = framework.getBundleContext().getBundles(); // none of drivers/ is there yet
    LogBridge.open(opened.await(), framework.getBundleContext(), logLevels);
    UninstalledBundles.forget(framework.getBundleContext());
    leftOut(framework.getBundleContext(), plan.selection().refused());
    StartCheck found = check.await();
    if (!isSound(found)) {
      return 1;
    }
    ServiceRegistration<?> sound =
        offer(framework.getBundleContext(), "sound-settings", found.sound());
    ahead.begin(() -> Warmth.ofBundles(shipped, options.root()));
    plan.close();
    framework.start();
    withdraw(sound); // a setting may be a secret
    if (!checkOnly) {
      Optional<String> unusable = Started.unusable(framework);
      if (unusable.isPresent()) {
        stop(framework);
        System.err.println("carob: cannot start: " + unusable.get());
        return 1;
      }
      logStart(options);
      Started.look(framework);
      startRest(framework);
      ahead.begin(() -> Warmth.ofRunning(shipped));
    }
    ahead.close();
    FrameworkEvent end = framework.waitForStop(0);
    Object code = System.getProperties().get("carob.exit");
    if (end.getType() == FrameworkEvent.ERROR) {
      log().error("The framework stopped on an error", end.getThrowable());
      return 1;
    }
    if (!checkOnly) {
      log().info("Carob has stopped");
    }
    return code instanceof Integer exit ? exit : 0;
  }

  /** The log, which is open by then. */
  private static Logger log() {
    return LoggerFactory.getLogger(Assembly.class);
  }

  /** Starts what requests need not wait for; somebody may have asked for the end by then. */
  private static void startRest(Framework framework) {
    if (framework.getState() == Bundle.ACTIVE) {
      try {
        framework.adapt(FrameworkStartLevel.class).setStartLevel(Plan.ALL_LEVELS);
      } catch (IllegalStateException e) {
        log().debug("The framework stops already", e);
      }
    }
  }

  /** Says which jars of the operator are not among the bundles, in the log and to who checks. */
  private static void leftOut(BundleContext context, List<BundleSet.Refused> refused) {
    Map<String, String> reasons = new TreeMap<>();
    for (BundleSet.Refused each : refused) {
      log().warn("Left out {}: {}", each.jar(), each.reason());
      reasons.put(each.jar().toString(), each.reason());
    }
    offer(context, "left-out-bundles", reasons);
  }

  /** For a bundle of the assembly, which has only the JDK's types in common with this. */
  private static ServiceRegistration<?> offer(
      BundleContext context, String purpose, Map<String, ?> what) {
    return context.registerService(
        Supplier.class, () -> what, FrameworkUtil.asDictionary(Map.of("carob.supplies", purpose)));
  }

  private static void withdraw(ServiceRegistration<?> service) {
    try {
      service.unregister();
    } catch (IllegalStateException e) {
      log().debug("The framework has stopped already", e);
    }
  }

  private static boolean isSound(StartCheck check) {
    check.warnings().forEach(warning -> log().warn(warning));
    check.errors().forEach(error -> System.err.println("carob: cannot start: " + error));
    return check.errors().isEmpty();
  }

  private static void logStart(Options options) {
    log()
        .info(
            "Carob runs on {} and {}, as process {}",
            options.root(),
            options.run(),
            ProcessHandle.current().pid());
  }

  private static void stop(Framework framework) {
    try {
      if (framework.getState() == Bundle.ACTIVE) {
        Linking.ofArchive(framework.getBundleContext().getBundles());
      }
      framework.stop();
      framework.waitForStop(0);
    } catch (BundleException e) {
      log().error("Stopping failed", e);
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
      log().error("Bundle {} does not start: {}", bundle.getSymbolicName(), e.getMessage());
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
