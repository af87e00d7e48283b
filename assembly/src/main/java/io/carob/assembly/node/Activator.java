package io.carob.assembly.node;

import io.carob.api.node.Bundles;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.api.node.LogLevels;
import io.carob.api.node.NodeControl;
import io.carob.api.node.NodeLayout;
import io.carob.api.node.SupportSource;
import io.carob.assembly.conf.NodeConf;
import io.carob.assembly.drivers.DropIn;
import io.carob.assembly.event.NodeEvents;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;

/** Registers what every other bundle builds on. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class Activator implements BundleActivator {

  private @Nullable NodeEvents events;
  private @Nullable DropIn dropIn;
  private @Nullable NodeConf conf;

  @Override
  public void start(BundleContext context) {
    Path root = Path.of(required(context, "carob.root"));
    Path run = Path.of(required(context, "carob.run"));
    NodeLayout layout = new NodeLayout(root, run, required(context, "carob.cgroup"));
    context.registerService(NodeLayout.class, layout, null);
    Path settings = Path.of(required(context, "carob.conf"));
    Path drivers = Path.of(required(context, "carob.drivers"));
    boolean check = "check".equals(context.getProperty("carob.mode"));
    NodeEvents told = NodeEvents.open(context);
    events = told;
    Map<String, String> leftOut = supplied(context, "left-out-bundles");
    BundlesAtStart bundles = new BundlesAtStart(context, leftOut);
    context.addFrameworkListener(bundles);
    context.addBundleListener(bundles);
    context.registerService(
        new String[] {HealthSource.class.getName(), HostCheck.class.getName()}, bundles, null);
    conf =
        NodeConf.open(
            context,
            told,
            settings,
            drivers,
            supplied(context, "sound-settings"),
            check ? NodeConf.jars(Path.of(required(context, "carob.home"), "bundles")) : List.of());
    dropIn = DropIn.open(context, told, drivers, settings, run);
    context.registerService(
        Bundles.class,
        new FrameworkBundles(
            context, root.resolve("bundles"), dropIn.bundles(), dropIn.admission()),
        null);
    context.registerService(
        new String[] {NodeControl.class.getName(), HealthSource.class.getName()},
        new Shutdown(context),
        null);
    context.registerService(
        HostCheck.class,
        RootCheck.ofThisProcess(),
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    FailedComponents failed = new FailedComponents(context);
    context.registerService(
        Supplier.class,
        failed,
        FrameworkUtil.asDictionary(Map.of("carob.supplies", "failed-components")));
    context.registerService(
        Supplier.class,
        new NotReady(context),
        FrameworkUtil.asDictionary(Map.of("carob.supplies", "not-ready")));
    offerLog(context, settings);
    offerSupport(context, layout, settings, failed);
    if (check) {
      context.addFrameworkListener(new CheckRun(context, System.out));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the launcher's word, by the purpose
  private static <V> Map<String, V> supplied(BundleContext context, String purpose) {
    Optional<Supplier> map = LauncherServices.find(context, Supplier.class, purpose);
    return map.isPresent() ? (Map<String, V>) map.get().get() : Map.of();
  }

  /** Without the launcher there is none. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // the launcher's word, by the purpose
  private static void offerLog(BundleContext context, Path conf) {
    Optional<Supplier> levels = LauncherServices.find(context, Supplier.class, "log-levels");
    Optional<BiConsumer> set = LauncherServices.find(context, BiConsumer.class, "log-levels");
    if (levels.isPresent() && set.isPresent()) {
      context.registerService(
          LogLevels.class,
          new NodeLogLevels(levels.get(), set.get(), conf.resolve("log.properties")),
          null);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the launcher's word, by the purpose
  private static void offerSupport(
      BundleContext context, NodeLayout layout, Path conf, FailedComponents components) {
    Supplier<List<String>> none = List::of;
    Optional<Supplier> log = LauncherServices.find(context, Supplier.class, "log-tail");
    context.registerService(
        SupportSource.class,
        new NodeSupport(layout, conf, components::states, log.isPresent() ? log.get() : none),
        null);
  }

  @Override
  public void stop(BundleContext context) {
    // Services and listeners go with the bundle.
    if (dropIn != null) {
      dropIn.close();
      dropIn = null;
    }
    if (conf != null) {
      conf.close();
      conf = null;
    }
    if (events != null) {
      events.close();
      events = null;
    }
  }

  private static String required(BundleContext context, String name) {
    return Objects.requireNonNull(
        context.getProperty(name), () -> "the framework property " + name + " is not set");
  }
}
