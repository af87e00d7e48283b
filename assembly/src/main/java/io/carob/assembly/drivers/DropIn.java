package io.carob.assembly.drivers;

import io.carob.api.node.DriverJars;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.assembly.event.NodeEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.service.cm.ConfigurationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder for drivers, as the framework's services know it. */
public final class DropIn implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DropIn.class);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final DriverBundles bundles;
  private final DriverFiles files;
  private final Admission admission;

  private DropIn(DriverBundles bundles, DriverFiles files, Admission admission) {
    this.bundles = bundles;
    this.files = files;
    this.admission = admission;
  }

  /**
   * Offers what File Install tells of jars to, and what became of them.
   *
   * @param told where it is told what became of jars
   * @param drivers the folder for drivers
   * @param conf the folder of configuration
   * @param run where something may lie for a moment
   */
  public static DropIn open(
      BundleContext context, NodeEvents told, Path drivers, Path conf, Path run) {
    Path copies = run.resolve("driver-jars");
    JarCopy.clear(copies);
    if (!"check".equals(context.getProperty("carob.mode"))) {
      WayBack.recover(drivers); // a check leaves alone what a service may be doing
    }
    Hidden hidden = new Hidden();
    context.registerService(
        new String[] {FindHook.class.getName(), EventListenerHook.class.getName()}, hidden, null);
    DriverEvents events = new DriverEvents(told);
    Threads threads = new Threads(events);
    Departures departures = new Departures(GRACE, System::nanoTime);
    DriverBundles bundles = new DriverBundles(context, hidden, threads, departures);
    Path folder = drivers.toAbsolutePath().normalize();
    Admission admission = new Admission(conf, copies);
    admission.exposed(folder).forEach(LOG::warn);
    DriverFiles files = new DriverFiles(context, folder, admission, bundles, events);
    StartOrder order = new StartOrder(files);
    context.addBundleListener(order);
    context.addFrameworkListener(order);
    DriverTroubles check =
        new DriverTroubles(context, files, threads, departures, () -> admission.exposed(folder));
    context.addFrameworkListener(new MissingAtStart(files, check));
    context.registerService(DriverJars.class, files, null);
    context.registerService(
        ConfigurationListener.class,
        event -> {
          if (Policy.FILE.equals(event.getPid() + ".cfg")) {
            files.policyChanged();
          }
          files.configured(event.getFactoryPid() == null ? event.getPid() : event.getFactoryPid());
        },
        null);
    context.registerService(
        new String[] {HostCheck.class.getName(), HealthSource.class.getName()}, check, null);
    context.registerService(
        ArtifactInstaller.class,
        new DriverFolder(files),
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    return new DropIn(bundles, files, admission);
  }

  /** The bundles of drivers. */
  public DriverBundles bundles() {
    return bundles;
  }

  /** What is asked of each jar. */
  public Admission admission() {
    return admission;
  }

  @Override
  public void close() {
    files.close();
  }
}
