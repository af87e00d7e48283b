package io.carob.rest.http;

import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The snapshotters that serve now. A view of what is there asks these alone: a call of one that is
 * away waits for it, and the rest is known without.
 */
public final class Snapshotters {

  private static final String TYPE = "snapshotter";

  private final boolean known;
  private final Set<String> names;

  private Snapshotters(boolean known, Set<String> names) {
    this.known = known;
    this.names = names;
  }

  /** As they are at this moment. */
  public static Snapshotters now(Services services) {
    List<DriverSource> sources = services.all(DriverSource.class);
    return new Snapshotters(
        !sources.isEmpty(),
        sources.stream()
            .flatMap(source -> source.drivers().stream())
            .filter(driver -> driver.type().equals(TYPE))
            .map(DriverInfo::name)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** Whether one may be asked; also where nobody says which there are. */
  public boolean serve(String name) {
    return !known || names.contains(name);
  }
}
