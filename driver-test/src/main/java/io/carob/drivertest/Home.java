package io.carob.drivertest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where drivers live while they are tested. */
interface Home extends AutoCloseable {

  /** How the report calls it. */
  String title();

  /** The drivers of the jar that can be had here; their names are asked of them. */
  List<Found> drivers();

  /** What keeps drivers of the jar from being had here. */
  List<Finding> findings();

  /**
   * A driver as if the service had just been started.
   *
   * @param found one of {@link #drivers}
   */
  Object make(Found found);

  @Override
  void close();

  /**
   * A driver in a home.
   *
   * @param kind what it is
   * @param name its name
   * @param className its class, or the factory that makes it
   */
  record Found(Kind kind, String name, String className) {}

  /** Opens the home of that word, {@code classpath} or {@code felix}, for a jar. */
  static Home open(String word, DriverJar jar, Configured configured, Path scratch)
      throws IOException {
    return word.equals("felix")
        ? FelixHome.open(jar, configured, scratch)
        : ClassPathHome.open(jar, configured, scratch);
  }
}
