package io.carob.drivertest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The driver that the suites test now. JUnit makes the suites, so they look here. The process that
 * a test kills makes a suite too: it finds the same driver by system properties that the tests pass
 * on to it.
 *
 * @param home where the driver lives
 * @param found the driver
 * @param data the folder for the tests' data
 * @param fields what a volume plugin is tested with
 */
record Subject(Home home, Home.Found found, Path data, TestFields fields) {

  private static final String JAR = "carob.tck.jar";
  private static final String HOME = "carob.tck.home";
  private static final String KIND = "carob.tck.kind";
  private static final String NAME = "carob.tck.name";
  private static final String CLASS = "carob.tck.class";
  private static final String DATA = "carob.tck.data";

  private static @Nullable Subject current;

  /** Puts this one under test, here and in processes that the tests start. */
  void put(String homeWord, Path jar) {
    System.setProperty(JAR, jar.toString());
    System.setProperty(HOME, homeWord);
    System.setProperty(KIND, found.kind().name());
    System.setProperty(NAME, found.name());
    System.setProperty(CLASS, found.className());
    System.setProperty(DATA, data.toString());
    current(this);
  }

  private static synchronized void current(Subject subject) {
    current = subject;
  }

  /** The one under test. */
  static synchronized Subject current() {
    if (current == null) {
      current = fromProperties();
    }
    return current;
  }

  private static Subject fromProperties() {
    try {
      Path data = Path.of(property(DATA));
      Home home =
          Home.open(
              property(HOME),
              DriverJar.read(Path.of(property(JAR))),
              Configured.fromProperties(),
              Files.createTempDirectory(data, "home"));
      Home.Found found =
          home.drivers().stream()
              .filter(one -> one.kind().name().equals(property(KIND)))
              .filter(one -> one.name().equals(property(NAME)))
              .filter(one -> one.className().equals(property(CLASS)))
              .findFirst()
              .orElseThrow();
      TestFields none = new TestFields(List.of(), List.of(), Optional.empty());
      return new Subject(home, found, data, none);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String property(String name) {
    return Objects.requireNonNull(System.getProperty(name), name);
  }

  /** A new driver. */
  Object make() {
    return home.make(found);
  }
}
