package io.carob.drivertest;

import io.carob.api.driver.Driver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** A class loader that shows the jar, what Carob gives to drivers, and the JDK. */
final class ClassPathHome implements Home {

  private final URLClassLoader loader;
  private final List<Found> drivers = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  private ClassPathHome(URLClassLoader loader) {
    this.loader = loader;
  }

  static ClassPathHome open(DriverJar jar) throws IOException {
    ClassPathHome home =
        new ClassPathHome(
            new URLClassLoader(new URL[] {jar.file().toUri().toURL()}, new GivenLoader()));
    for (Kind kind : Kind.values()) {
      jar.classes(kind).forEach(name -> home.find(kind, name));
    }
    return home;
  }

  private void find(Kind kind, String className) {
    try {
      Object driver = make(className);
      if (!kind.type().isInstance(driver)) {
        throw new IllegalStateException("it is no " + kind.type().getSimpleName());
      }
      drivers.add(new Found(kind, ((Driver) driver).name(), className));
    } catch (IllegalStateException | LinkageError e) {
      findings.add(
          Finding.problem(
              className + " cannot be made on the class path: " + reason(e),
              "give it a public constructor without arguments that does nothing"));
    }
  }

  private static String reason(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null || thrown instanceof LinkageError ? thrown.toString() : reason(cause);
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
    return make(found.className());
  }

  private Object make(String className) {
    try {
      Constructor<?> constructor = loader.loadClass(className).getConstructor();
      if (!Modifier.isPublic(constructor.getDeclaringClass().getModifiers())) {
        throw new IllegalStateException("the class is not public");
      }
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
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
