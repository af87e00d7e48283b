package io.carob.image.store;

import io.carob.api.driver.DriverStatus;
import io.carob.api.embed.DriverSet;
import io.carob.api.embed.StorageFactory;
import io.carob.api.image.Images;
import io.carob.api.image.Registries;
import io.carob.api.pod.DriverReports;
import io.carob.api.pod.Events;
import io.carob.api.snapshot.SnapshotDriver;
import io.carob.api.snapshot.Snapshots;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A store, as those see it who opened it without OSGi. */
final class OpenedStore implements StorageFactory.Opened {

  private final ImageStore store;
  private final DriverReports reports;
  private volatile @Nullable Events events;

  OpenedStore(ImageStore store) {
    this.store = store;
    this.reports = new DriverReports("snapshotter", store.driverTable(), () -> events);
  }

  @Override
  public Images images() {
    return store.images();
  }

  @Override
  public Registries registries() {
    return store.registries();
  }

  @Override
  public Snapshots snapshots() {
    return store.snapshots();
  }

  @Override
  public DriverSet<SnapshotDriver> snapshotters() {
    return new Drivers(store);
  }

  @Override
  public void tell(Events to) {
    events = to;
    reports.catchUp();
  }

  @Override
  public void close() {
    store.close();
  }

  private record Drivers(ImageStore store) implements DriverSet<SnapshotDriver> {

    @Override
    public void add(SnapshotDriver driver, String version) {
      store.addDriver(driver, version, "class path");
    }

    @Override
    public void remove(SnapshotDriver driver) {
      store.removeDriver(driver);
    }

    @Override
    public List<DriverStatus> statuses() {
      return store.driverTable().statuses();
    }

    @Override
    public <R> R call(
        String name, String subject, Function<? super SnapshotDriver, ? extends R> call) {
      return store.driverTable().call(name, subject, call);
    }
  }
}
