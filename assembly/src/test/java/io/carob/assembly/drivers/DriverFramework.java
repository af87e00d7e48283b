package io.carob.assembly.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import io.carob.api.node.DriverJars;
import io.carob.api.node.HealthSource;
import io.carob.api.volume.VolumePlugin;
import io.carob.assembly.TestFramework;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;

/** A framework with Declarative Services, and a folder for drivers in it. */
final class DriverFramework implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Path drivers;
  final Path conf;
  final DriverFiles files;
  private final Framework framework;
  private final DropIn dropIn;

  DriverFramework(Path temp) throws Exception {
    drivers = Files.createDirectories(temp.resolve("drivers"));
    conf = Files.createDirectories(temp.resolve("conf"));
    framework =
        TestFramework.in(
            temp.resolve("cache"),
            Constants.FRAMEWORK_STORAGE_CLEAN,
            Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
            Constants.FRAMEWORK_BSNVERSION,
            Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
            Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
            "9",
            Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
            Stream.of(
                        DriverJars.class,
                        ServiceComponentRuntime.class,
                        Promise.class,
                        Function.class)
                    .map(DriverFramework::exports)
                    .collect(Collectors.joining(","))
                + ",org.slf4j;version=2.0");
    framework.start();
    framework
        .getBundleContext()
        .installBundle(jarOf(Class.forName("org.apache.felix.scr.impl.Activator")).toString())
        .start();
    dropIn = TestFramework.dropIn(framework, drivers, conf, temp.resolve("run"));
    files = (DriverFiles) service(DriverJars.class);
    files.begin();
  }

  private static URL jarOf(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  /** What the bundle exports that a class of the class path comes from. */
  private static String exports(Class<?> type) {
    try {
      String jar = jarOf(type).toString();
      URL manifest =
          new URL((jar.endsWith(".jar") ? "jar:" + jar + "!/" : jar) + "META-INF/MANIFEST.MF");
      var connection = manifest.openConnection();
      if (connection instanceof JarURLConnection fromJar) {
        fromJar.setUseCaches(false);
      }
      try (var in = connection.getInputStream()) {
        return new Manifest(in).getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T service(Class<T> type) {
    ServiceReference<T> reference = framework.getBundleContext().getServiceReference(type);
    return framework
        .getBundleContext()
        .getService(Objects.requireNonNull(reference, type::getName));
  }

  /** Tells of a jar, and answers what became of it. */
  DriverJars.Jar look(Path jar) throws InterruptedException {
    files.look(jar);
    return decided(jar);
  }

  DriverJars.Jar decided(Path jar) throws InterruptedException {
    return files.awaitDecided(jar, PATIENCE).orElseThrow();
  }

  /** What the health of drivers is. */
  String health() {
    return ((DriverTroubles) service(HealthSource.class)).parts().get(0).found();
  }

  /** Takes a jar away, and waits until its bundle is gone. */
  void remove(Path jar) {
    files.remove(jar);
  }

  /** The versions of the bundles of a symbolic name that run. */
  List<String> running(String name) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
        .map(bundle -> bundle.getVersion().toString())
        .toList();
  }

  /** The numbers of the bundles of a symbolic name. */
  List<Long> bundles(String name) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .filter(bundle -> name.equals(bundle.getSymbolicName()))
        .map(Bundle::getBundleId)
        .toList();
  }

  boolean hasBundle(String name) {
    return Arrays.stream(framework.getBundleContext().getBundles())
        .anyMatch(bundle -> name.equals(bundle.getSymbolicName()));
  }

  /** Somebody who uses the drivers, from now on. */
  TestCore core() {
    return new TestCore(anybody(), drivers.resolveSibling("scratch"));
  }

  /** Waits for a fact. */
  void await(BooleanSupplier fact) throws InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!fact.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** The context of any bundle but the framework, from which nothing is hidden. */
  private BundleContext anybody() {
    return framework.getBundleContext().getBundles()[1].getBundleContext();
  }

  /** How many volume plugins anybody can see. */
  int visible() throws Exception {
    return anybody().getServiceReferences(VolumePlugin.class, null).size();
  }

  @Override
  public void close() throws BundleException, InterruptedException {
    dropIn.close();
    framework.stop();
    framework.waitForStop(0);
  }
}
