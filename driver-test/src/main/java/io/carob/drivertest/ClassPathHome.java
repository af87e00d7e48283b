package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.node.NodeLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A class loader that shows the jar, what Carob gives to drivers, and the JDK. */
final class ClassPathHome implements Home {

  private final URLClassLoader loader;
  private final JarDrivers jar;
  private final Others others;
  private final List<Found> drivers = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private ClassPathHome(URLClassLoader loader, JarDrivers jar, Others others) {
    this.loader = loader;
    this.jar = jar;
    this.others = others;
  }

  static ClassPathHome open(DriverJar jar, Configured configured, Path scratch) throws IOException {
    URLClassLoader loader =
        new URLClassLoader(new URL[] {jar.file().toUri().toURL()}, new GivenLoader());
    NodeLayout layout = TestHome.layout(scratch);
    Others others = new Others(configured, layout);
    JarDrivers drivers =
        new JarDrivers(
            jar, loader, pid -> new TestHome(layout, configured.ofTested(jar, pid), others));
    ClassPathHome home = new ClassPathHome(loader, drivers, others);
    drivers.makeAll(home::found, home::notMade);
    if (jar.factories().isEmpty() && !configured.ofTested().isEmpty()) {
      home.findings.add(
          Finding.note(
              "on the class path the drivers get no settings: none is made by a DriverFactory",
              "provide a DriverFactory, which is given them"));
    }
    return home;
  }

  private void found(JarDrivers.Offer offer) {
    drivers.add(new Found(offer.kind(), offer.name(), offer.maker()));
  }

  private void notMade(String maker, Throwable reason) {
    findings.add(
        Finding.problem(
            maker + " cannot be made on the class path: " + reason,
            reason instanceof CarobException refused && refused.code() == ErrorCode.INVALID_ARGUMENT
                ? "give the settings that it needs by --set KEY=VALUE"
                : "give it a public constructor without arguments that does nothing; drivers that"
                    + " need more are made by a DriverFactory"));
  }

  @Override
  public String title() {
    return "on the class path";
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
  public Object make(Found found) {
    return jar.make(found.kind(), found.name(), found.className());
  }

  @Override
  public void close() {
    try (others;
        jar) {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Shows what is given, from where this class is, and nothing else of there. */
  private static final class GivenLoader extends ClassLoader {

    GivenLoader() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (Given.isGiven(name)) {
        return GivenLoader.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name + ", which Carob does not give to drivers");
    }
  }
}
