package io.carob.drivertest;

import io.carob.api.CarobException;
import io.carob.api.ErrorCode;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverTable;
import io.carob.api.node.NodeLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The drivers that those under test may call: of the jars that were named, and those that come with
 * Carob. They are made at the first call, outside of OSGi in either home: they are not under test.
 */
final class Others implements AutoCloseable {

  /** The folder with the drivers that come with Carob; told to processes that the tests start. */
  private static final String SHIPPED = "carob.tck.drivers";

  private static final Duration WAIT = Duration.ofSeconds(10);

  private final Configured configured;
  private final NodeLayout layout;
  private final List<URLClassLoader> loaders = new ArrayList<>();
  private final List<JarDrivers> jars = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<Kind, Known> kinds = new EnumMap<>(Kind.class);
  private boolean made;

  Others(Configured configured, NodeLayout layout) {
    this.configured = configured;
    this.layout = layout;
    for (Kind kind : Kind.values()) {
      kinds.put(kind, new Known(new DriverTable<>(kind.word(), WAIT, WAIT), new ArrayList<>()));
    }
  }

  /** The drivers of a kind, and their names. */
  private record Known(DriverTable<Object> table, List<String> names) {}

  private Known known(Kind kind) {
    return Objects.requireNonNull(kinds.get(kind));
  }

  /** The way to the drivers of a kind. */
  DriverCalls<Object> calls(Kind kind) {
    return new DriverCalls<>() {
      @Override
      public <R> R call(String name, String subject, Function<? super Object, ? extends R> call) {
        return table(kind, name).call(name, subject, call);
      }
    };
  }

  private synchronized DriverTable<Object> table(Kind kind, String name) {
    if (!made) {
      made = true;
      configured.others().forEach(this::make);
      shipped().forEach(this::make);
    }
    List<String> names = known(kind).names();
    if (!names.contains(name)) {
      throw new CarobException(
          ErrorCode.UNAVAILABLE,
          "there is no "
              + kind.word()
              + " driver "
              + name
              + " to call, but "
              + names
              + failures.stream().map(failure -> "; " + failure).collect(Collectors.joining())
              + ". Give its jar by --with");
    }
    return known(kind).table();
  }

  private static List<Path> shipped() {
    String folder = System.getProperty(SHIPPED, "");
    if (folder.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of two drivers of one name, that of the jar that was named first is there. */
  private void make(Path file) {
    try {
      DriverJar jar = DriverJar.read(file);
      URLClassLoader loader =
          new URLClassLoader(new URL[] {file.toUri().toURL()}, Others.class.getClassLoader());
      loaders.add(loader);
      JarDrivers drivers =
          new JarDrivers(jar, loader, pid -> new TestHome(layout, configured.ofOther(pid), this));
      jars.add(drivers);
      drivers.makeAll(
          this::add, (maker, reason) -> failures.add(maker + " cannot be made: " + reason));
    } catch (IOException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
  }

  private void add(JarDrivers.Offer offer) {
    Known there = known(offer.kind());
    if (!there.names().contains(offer.name())) {
      there.names().add(offer.name());
      DriverInfo info = new DriverInfo(offer.kind().word(), offer.name(), "unknown", List.of());
      there.table().add(info, offer.driver());
    }
  }

  @Override
  public synchronized void close() {
    jars.forEach(JarDrivers::close);
    for (URLClassLoader loader : loaders) {
      try {
        loader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
