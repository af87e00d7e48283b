package io.carob.image.store;

import io.carob.api.Subscription;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverListener;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import io.carob.api.driver.DriverUses;
import io.carob.api.snapshot.SnapshotDriver;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The snapshot drivers as services of the store: how they stand, what they keep, how to call. */
final class SnapshotterService implements DriverSource, DriverUses, DriverCalls<SnapshotDriver> {

  private final ImageStore store;

  SnapshotterService(ImageStore store) {
    this.store = store;
  }

  @Override
  public List<DriverInfo> drivers() {
    return store.drivers();
  }

  @Override
  public List<DriverStatus> statuses() {
    return store.driverTable().statuses();
  }

  @Override
  public Subscription listen(DriverListener listener) {
    return store.driverTable().listen(listener);
  }

  @Override
  public boolean prefer(String name, String version) {
    return store.driverTable().prefer(name, version);
  }

  @Override
  public List<Use> uses(String type, String name) {
    return type.equals("snapshotter") ? store.uses(name) : List.of();
  }

  @Override
  public Set<String> needed(String type) {
    return type.equals("snapshotter") ? store.neededDrivers() : Set.of();
  }

  @Override
  public <R> R call(
      String name, String subject, Function<? super SnapshotDriver, ? extends R> call) {
    return store.driverTable().call(name, subject, call);
  }
}
