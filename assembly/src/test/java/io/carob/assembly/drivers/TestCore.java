package io.carob.assembly.drivers;

import io.carob.api.Subscription;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverListener;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import io.carob.api.driver.DriverTable;
import io.carob.api.volume.VolumePlugin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Keeps volume plugins in a table, as the engine does. */
final class TestCore implements DriverSource {

  final DriverTable<VolumePlugin> table =
      new DriverTable<>("volume", Duration.ofSeconds(30), Duration.ofSeconds(60));

  /**
   * Keeps what comes and goes.
   *
   * @param context of any bundle but the framework, from which nothing is hidden
   * @param scratch for the self-checks
   */
  TestCore(BundleContext context, Path scratch) {
    new ServiceTracker<VolumePlugin, VolumePlugin>(context, VolumePlugin.class, null) {
      @Override
      public VolumePlugin addingService(ServiceReference<VolumePlugin> reference) {
        VolumePlugin driver = super.addingService(reference);
        Bundle bundle = reference.getBundle();
        DriverInfo info =
            new DriverInfo("volume", driver.name(), bundle.getVersion().toString(), List.of());
        table.add(info, driver, bundle.getSymbolicName(), each -> each.selfCheck(scratch));
        return driver;
      }

      @Override
      public void removedService(ServiceReference<VolumePlugin> reference, VolumePlugin driver) {
        boolean unused = table.remove(driver);
        super.removedService(reference, driver);
      }
    }.open();
    context.registerService(
        DriverSource.class, this, FrameworkUtil.asDictionary(Map.of(DriverSource.TYPE, "volume")));
  }

  @Override
  public List<DriverInfo> drivers() {
    return table.list();
  }

  @Override
  public List<DriverStatus> statuses() {
    return table.statuses();
  }

  @Override
  public Subscription listen(DriverListener listener) {
    return table.listen(listener);
  }

  @Override
  public boolean prefer(String name, String version) {
    return table.prefer(name, version);
  }

  /** The class loader of what serves. */
  int serving(String name) {
    return table.call(name, "", System::identityHashCode);
  }
}
