package io.carob.assembly.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What can be told to the bundles that are installed now; each is read once. */
final class BundlePids {

  private record Read(long modified, KnownPids pids) {}

  private final BundleContext context;
  private final Collection<Path> besides;
  private final Map<Long, Read> read = new ConcurrentHashMap<>();

  /**
   * Of the bundles of a framework.
   *
   * @param besides jars that belong to the distribution, but are not installed now
   */
  BundlePids(BundleContext context, Collection<Path> besides) {
    this.context = context;
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
    return all;
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

  private KnownPids of(Bundle bundle) {
    Read known = read.get(bundle.getBundleId());
    if (known == null || known.modified() != bundle.getLastModified()) {
      known = new Read(bundle.getLastModified(), KnownPids.of(bundle));
      read.put(bundle.getBundleId(), known);
    }
    return known.pids();
  }
}
