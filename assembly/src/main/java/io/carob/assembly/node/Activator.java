package io.carob.assembly.node;

import io.carob.api.node.Bundles;
import io.carob.api.node.HostCheck;
import io.carob.api.node.NodeControl;
import io.carob.api.node.NodeLayout;
import io.carob.assembly.conf.NodeConf;
import io.carob.assembly.drivers.DropIn;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private @Nullable DropIn dropIn;
  private @Nullable NodeConf conf;

  @Override
  public void start(BundleContext context) {
    Path root = Path.of(required(context, "carob.root"));
    Path run = Path.of(required(context, "carob.run"));
    context.registerService(
        NodeLayout.class, new NodeLayout(root, run, required(context, "carob.cgroup")), null);
    Path settings = Path.of(required(context, "carob.conf"));
    boolean check = "check".equals(context.getProperty("carob.mode"));
    conf =
        NodeConf.open(
            context,
            settings,
            check ? NodeConf.jars(Path.of(required(context, "carob.home"), "bundles")) : List.of());
    dropIn = DropIn.open(context, Path.of(required(context, "carob.drivers")), settings, run);
    context.registerService(
        Bundles.class,
        new FrameworkBundles(context, root.resolve("bundles"), dropIn.bundles()),
        null);
    context.registerService(NodeControl.class, new Shutdown(context), null);
    context.registerService(
        HostCheck.class,
        RootCheck.ofThisProcess(),
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    context.registerService(
        Supplier.class,
        new FailedComponents(context),
        FrameworkUtil.asDictionary(Map.of("carob.supplies", "failed-components")));
    if (check) {
      context.addFrameworkListener(new CheckRun(context, System.out));
    }
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
  }

  private static String required(BundleContext context, String name) {
    return Objects.requireNonNull(
        context.getProperty(name), () -> "the framework property " + name + " is not set");
  }
}
