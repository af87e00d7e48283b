package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.driver.Driver;
import io.carob.api.embed.DriverFactory;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the drivers of a jar outside of OSGi, as an embedded node does. */
final class JarDrivers implements AutoCloseable {

  private final DriverJar jar;
  private final ClassLoader loader;
  private final Function<String, DriverFactory.Home> homes;
  private final List<AutoCloseable> ends = new ArrayList<>();

  /**
   * Reads nothing yet.
   *
   * @param loader shows the jar
   * @param homes makes the home of the factory of that PID
   */
  JarDrivers(DriverJar jar, ClassLoader loader, Function<String, DriverFactory.Home> homes) {
    this.jar = jar;
    this.loader = loader;
    this.homes = homes;
  }

  /**
   * A driver.
   *
   * @param kind what it is
   * @param driver the driver
   * @param name its name
   * @param maker the class that {@link #make} makes it by: its own, or its factory
   */
  record Offer(Kind kind, Object driver, String name, String maker) {}

  /**
   * Makes each driver of the jar.
   *
   * @param made is given them
   * @param failed is told what cannot be made, and why
   */
  void makeAll(Consumer<Offer> made, BiConsumer<String, Throwable> failed) {
    for (Kind kind : Kind.values()) {
      for (String name : jar.classes(kind)) {
        attempt(name, () -> made.accept(plain(kind, name)), failed);
      }
    }
    for (String name : jar.factories()) {
      attempt(name, () -> factory(name).forEach(made), failed);
    }
  }

  private static void attempt(String name, Runnable making, BiConsumer<String, Throwable> failed) {
    try {
      making.run();
    } catch (IllegalStateException e) {
      failed.accept(name, root(e));
    } catch (CarobException | LinkageError e) {
      failed.accept(name, e);
    }
  }

  private static Throwable root(Throwable thrown) {
    Throwable cause = thrown.getCause();
    return cause == null || thrown instanceof LinkageError ? thrown : root(cause);
  }

  private Offer plain(Kind kind, String name) {
    Object driver = construct(name);
    if (!kind.type().isInstance(driver)) {
      throw new IllegalStateException("it is no " + kind.type().getSimpleName());
    }
    return new Offer(kind, driver, nameOf((Driver) driver), name);
  }

  /** The name of a driver, without which it can be neither tested nor used. */
  static String nameOf(Driver driver) {
    @SuppressWarnings("NullAway") // somebody else's code
    @Nullable String name = driver.name();
    if (name == null || name.isBlank()) {
      throw new IllegalStateException("its driver has no name: name() answers " + name);
    }
    return name;
  }

  private List<Offer> factory(String name) {
    if (!(construct(name) instanceof DriverFactory factory)) {
      throw new IllegalStateException("it is no DriverFactory");
    }
    DriverFactory.Made made;
    try {
      made = factory.make(homes.apply(factory.pid()));
    } catch (CarobException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException(e);
    }
    synchronized (ends) {
      ends.add(made.end());
    }
    List<Offer> all = new ArrayList<>();
    made.snapshotters().forEach(d -> all.add(new Offer(Kind.SNAPSHOTTER, d, nameOf(d), name)));
    made.sandboxes().forEach(d -> all.add(new Offer(Kind.SANDBOX, d, nameOf(d), name)));
    made.runtimes().forEach(d -> all.add(new Offer(Kind.RUNTIME, d, nameOf(d), name)));
    made.volumes().forEach(d -> all.add(new Offer(Kind.VOLUME, d, nameOf(d), name)));
    return all;
  }

  /** The driver of that kind and name, made anew. */
  Object make(Kind kind, String name, String maker) {
    if (!jar.factories().contains(maker)) {
      return construct(maker);
    }
    return factory(maker).stream()
        .filter(offer -> offer.kind() == kind && offer.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(maker + " does not make " + name + " again"))
        .driver();
  }

  private Object construct(String className) {
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

  /** Ends what factories have made, in reverse. */
  @Override
  public void close() {
    synchronized (ends) {
      IllegalStateException failure = null;
      for (int n = ends.size() - 1; n >= 0; n--) {
        try {
          ends.get(n).close();
        } catch (Exception e) {
          failure =
              failure == null ? new IllegalStateException("a driver does not end", e) : failure;
        }
      }
      ends.clear();
      if (failure != null) {
        throw failure;
      }
    }
  }
}
