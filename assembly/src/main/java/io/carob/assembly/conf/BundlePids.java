package io.carob.assembly.conf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * What can be told to the bundles that are installed now, and to jars in the folder for drivers
 * that are not, as they were refused; each is read once.
 */
final class BundlePids {

  private record Read(long modified, KnownPids pids) {}

  private final BundleContext context;
  private final Path drivers;
  private final Collection<Path> besides;
  private final Map<Long, Read> read = new ConcurrentHashMap<>();
  private final Map<Path, Read> jars = new ConcurrentHashMap<>();

  /**
   * Of the bundles of a framework.
   *
   * @param drivers the folder for drivers
   * @param besides jars that belong to the distribution, but are not installed now
   */
  BundlePids(BundleContext context, Path drivers, Collection<Path> besides) {
    this.context = context;
    this.drivers = drivers;
    this.besides = List.copyOf(besides);
  }

  /** All of them. */
  KnownPids now() {
    List<Long> ids = new ArrayList<>();
    KnownPids all = KnownPids.ofJars(besides);
    for (Bundle bundle : context.getBundles()) {
      ids.add(bundle.getBundleId());
      all.and(of(bundle));
    }
    read.keySet().retainAll(ids);
    List<Path> there = jars();
    jars.keySet().retainAll(there);
    there.forEach(jar -> all.andIdle(jar, of(jar)));
    return all;
  }

  private List<Path> jars() {
    try (Stream<Path> files = Files.list(drivers)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of(); // whoever looks after the folder says why it cannot be read
    }
  }

  /** Which bundles can be told a configuration now; another word for each content of a bundle. */
  Set<String> owners(String id) {
    Set<String> owners = new TreeSet<>();
    for (Bundle bundle : context.getBundles()) {
      KnownPids pids = of(bundle);
      if (pids.find(id).or(() -> pids.find(ConfFile.pid(id))).isPresent()) {
        owners.add(bundle.getBundleId() + " " + bundle.getLastModified());
      }
    }
    return owners;
  }

  /** Those of the bundles with one symbolic name. */
  KnownPids of(String bundle) {
    KnownPids all = KnownPids.ofJars(List.of());
    for (Bundle each : context.getBundles()) {
      if (bundle.equals(each.getSymbolicName())) {
        all.and(of(each));
      }
    }
    return all;
  }

  private KnownPids of(Path jar) {
    long modified = jar.toFile().lastModified();
    Read known = jars.get(jar);
    if (known == null || known.modified() != modified) {
      known = new Read(modified, KnownPids.ofJars(List.of(jar)));
      jars.put(jar, known);
    }
    return known.pids();
  }

  private KnownPids of(Bundle bundle) {
    Read known = read.get(bundle.getBundleId());
    if (known == null || known.modified() != bundle.getLastModified()) {
      known = new Read(bundle.getLastModified(), KnownPids.of(bundle));
      read.put(bundle.getBundleId(), known);
    }
    return known.pids();
  }
}
