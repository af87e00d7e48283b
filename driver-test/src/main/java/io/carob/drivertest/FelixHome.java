package io.carob.drivertest;

import io.carob.api.driver.Driver;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverSource;
import io.carob.api.node.NodeLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A Felix framework of its own with Declarative Services, which gives a driver's bundle what Carob
 * gives. Each driver is made by starting the bundle again.
 */
final class FelixHome implements Home {

  private static final long PATIENCE_MILLIS = 30_000;
  private static final String COMPONENTS =
      "org.osgi.service.component.runtime.ServiceComponentRuntime";

  /** Bundles beside the jar's, each by a class of it. */
  private static final List<String> PLATFORM =
      List.of(
          "org.osgi.util.function.Function",
          "org.osgi.util.promise.Promise",
          "org.apache.felix.cm.PersistenceManager",
          "org.osgi.service.component.ComponentConstants",
          "org.apache.felix.scr.impl.Activator");

  private final Framework felix;
  private final List<Found> drivers = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Others others;
  private Bundle bundle;

  private FelixHome(Framework felix, Bundle bundle, Others others) {
    this.others = others;
    this.felix = felix;
    this.bundle = bundle;
  }

  static FelixHome open(DriverJar jar, Configured configured, Path scratch) throws IOException {
    Others others = new Others(configured, TestHome.layout(scratch));
    try {
      Framework felix =
          ServiceLoader.load(FrameworkFactory.class)
              .findFirst()
              .orElseThrow()
              .newFramework(
                  Map.of(
                      Constants.FRAMEWORK_STORAGE,
                      scratch.resolve("felix-" + ProcessHandle.current().pid()).toString(),
                      Constants.FRAMEWORK_STORAGE_CLEAN,
                      Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                      Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                      Given.exports() + ",sun.misc",
                      "felix.log.level",
                      "0",
                      "ds.loglevel",
                      "0"));
      felix.start();
      BundleContext context = felix.getBundleContext();
      context.registerService(NodeLayout.class, TestHome.layout(scratch), null);
      for (Kind kind : Kind.values()) {
        context.registerService(
            DriverCalls.class,
            others.calls(kind),
            FrameworkUtil.asDictionary(Map.of(DriverSource.TYPE, kind.word())));
      }
      for (String one : PLATFORM) {
        context.installBundle(Given.jarOf(Class.forName(one)).toUri().toString()).start();
      }
      FelixHome home = new FelixHome(felix, context.getBundle(), others);
      for (String pid : jar.pids()) {
        FelixComponents.configure(felix, pid, configured.ofTested(jar, pid));
      }
      home.start(jar);
      return home;
    } catch (BundleException | ClassNotFoundException e) {
      throw new IOException("cannot start a framework: " + e, e);
    }
  }

  private void start(DriverJar jar) {
    try {
      bundle = felix.getBundleContext().installBundle(jar.file().toUri().toString());
      bundle.start();
    } catch (BundleException e) {
      findings.add(
          Finding.problem(
              "the bundle does not start: " + e.getMessage(), "see that each import is given"));
      return;
    }
    for (Kind kind : Kind.values()) {
      for (String name : jar.components().getOrDefault(kind, List.of())) {
        find(kind, name);
      }
    }
  }

  private void find(Kind kind, String className) {
    Object driver = service(kind, className);
    if (driver == null) {
      findings.add(
          Finding.problem(
              className
                  + " does not come in OSGi"
                  + FelixComponents.reason(felix, COMPONENTS, bundle),
              "see that what it is constructed with is a service of Carob, and that its"
                  + " constructor succeeds"));
      return;
    }
    try {
      drivers.add(new Found(kind, JarDrivers.nameOf((Driver) driver), className));
    } catch (RuntimeException | LinkageError e) {
      findings.add(
          Finding.problem(
              className + " does not come in OSGi: " + e.getMessage(),
              "name() answers the driver's name, always the same"));
    }
  }

  /**
   * The service of that class, which the bundle's start has registered; null when there is none.
   */
  private @Nullable Object service(Kind kind, String className) {
    ServiceReference<?>[] offered = bundle.getRegisteredServices();
    for (ServiceReference<?> one : offered == null ? new ServiceReference<?>[0] : offered) {
      String[] types = (String[]) Objects.requireNonNull(one.getProperty(Constants.OBJECTCLASS));
      if (List.of(types).contains(kind.type().getName())) {
        Object driver = felix.getBundleContext().getService(one);
        if (driver != null && driver.getClass().getName().equals(className)) {
          return driver;
        }
      }
    }
    return null;
  }

  @Override
  public String title() {
    return "in OSGi";
  }

  @Override
  public List<Found> drivers() {
    return drivers;
  }

  @Override
  public List<Finding> findings() {
    return findings;
  }

  @Override
  public synchronized Object make(Found found) {
    try {
      bundle.stop();
      bundle.start();
    } catch (BundleException e) {
      throw new IllegalStateException("the bundle cannot be started again", e);
    }
    Object driver = service(found.kind(), found.className());
    if (driver == null) {
      throw new IllegalStateException(
          found.className()
              + " does not come again"
              + FelixComponents.reason(felix, COMPONENTS, bundle));
    }
    return driver;
  }

  @Override
  public void close() {
    try (others) {
      felix.stop();
      felix.waitForStop(PATIENCE_MILLIS);
    } catch (BundleException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
