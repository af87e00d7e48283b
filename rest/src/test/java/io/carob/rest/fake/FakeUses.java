package io.carob.rest.fake;

import io.carob.api.driver.DriverUses;
import java.util.List;
import java.util.Set;

/** Two snapshots of overlay, and a configuration that asks for the spare snapshotter. */
final class FakeUses implements DriverUses {

  @Override
  public List<Use> uses(String type, String name) {
    return type.equals("snapshotter") && name.equals("overlay")
        ? List.of(new Use("snapshot", "base"), new Use("snapshot", "top"))
        : List.of();
  }

  @Override
  public Set<String> needed(String type) {
    return type.equals("snapshotter") ? Set.of("overlay", "spare") : Set.of();
  }
}
