package io.carob.engine;

import io.carob.api.Subscription;
import io.carob.api.driver.DriverCalls;
import io.carob.api.driver.DriverInfo;
import io.carob.api.driver.DriverListener;
import io.carob.api.driver.DriverSource;
import io.carob.api.driver.DriverStatus;
import io.carob.api.driver.DriverTable;
import io.carob.api.driver.DriverUses;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.api.node.MetricSource;
import io.carob.api.node.Sharing;
import io.carob.api.pod.Events;
import io.carob.api.pod.Pods;
import io.carob.api.pod.Resources;
import io.carob.api.storage.IntegrityCheck;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/** The services of an engine in the framework. */
final class EngineServices {

  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final List<ServiceRegistration<?>> calls = new ArrayList<>();

  /**
   * Offers the way to other drivers: those that pass calls on need it as soon as the engine calls
   * them, which is before it has started, and until it has ended.
   */
  void offerCalls(BundleContext context, Engine engine) {
    calls(context, "sandbox", engine.calls("sandbox", engine.sandboxes()));
    calls(context, "runtime", engine.calls("runtime", engine.runtimes()));
    calls(context, "volume", engine.calls("volume", engine.volumes()));
  }

  void withdrawCalls() {
    calls.forEach(ServiceRegistration::unregister);
    calls.clear();
  }

  void register(BundleContext context, Engine engine) {
    Dictionary<String, Object> none = FrameworkUtil.asDictionary(Map.of());
    registrations.add(context.registerService(Events.class, engine.events(), none));
    registrations.add(context.registerService(Pods.class, engine.pods(), none));
    registrations.add(context.registerService(Resources.class, engine.resources(), none));
    registrations.add(context.registerService(Sharing.class, engine.sharing(), none));
    registrations.add(context.registerService(IntegrityCheck.class, engine.integrity(), none));
    registrations.add(context.registerService(DriverUses.class, engine.uses(), none));
    registrations.add(context.registerService(HostCheck.class, engine.leftovers(), none));
    engine
        .reports()
        .forEach(
            report ->
                registrations.add(
                    context.registerService(
                        new String[] {HealthSource.class.getName(), MetricSource.class.getName()},
                        report,
                        none)));
    registrations.add(context.registerService(HealthSource.class, engine.health(), none));
    registrations.add(context.registerService(MetricSource.class, engine.eventCounts(), none));
    source(context, "sandbox", engine.sandboxes());
    source(context, "runtime", engine.runtimes());
    source(context, "volume", engine.volumes());
  }

  void unregister() {
    registrations.forEach(ServiceRegistration::unregister);
    registrations.clear();
  }

  private void source(BundleContext context, String type, DriverTable<?> table) {
    registrations.add(
        context.registerService(DriverSource.class, new TableSource(table), typed(type)));
  }

  private void calls(BundleContext context, String type, DriverCalls<?> way) {
    calls.add(context.registerService(DriverCalls.class, way, typed(type)));
  }

  private static Dictionary<String, Object> typed(String type) {
    return FrameworkUtil.asDictionary(Map.of(DriverSource.TYPE, type));
  }

  /** How the drivers of a table stand. */
  private record TableSource(DriverTable<?> table) implements DriverSource {
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
  }
}
