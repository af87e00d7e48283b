package io.carob.assembly.conf;

import io.carob.api.node.Configs;
import io.carob.api.node.HealthSource;
import io.carob.api.node.HostCheck;
import io.carob.assembly.event.NodeEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The configuration, as the framework's services know it. */
public final class NodeConf implements AutoCloseable {

  private final ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> admins;

  private NodeConf(ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> admins) {
    this.admins = admins;
  }

  /**
   * Offers what File Install tells of files to, and what became of them.
   *
   * @param told where it is told what became of files
   * @param folder the folder of configuration
   * @param drivers the folder for drivers
   * @param sound what files were found to say, and right, before the start; by their names
   * @param distribution the distribution's jars, when not all of them are installed; else empty
   */
  public static NodeConf open(
      BundleContext context,
      NodeEvents told,
      Path folder,
      Path drivers,
      Map<String, Map<String, String>> sound,
      List<Path> distribution) {
    ConfFolder files =
        new ConfFolder(
            context,
            folder,
            new BundlePids(context, drivers, distribution),
            sound,
            new ConfEvents(told),
            new Effect(context));
    context.addBundleListener(files);
    context.addFrameworkListener(
        event -> {
          if (event.getType() == FrameworkEvent.STARTED) {
            files.started();
          }
        });
    ConfHealth health = new ConfHealth(files);
    context.registerService(
        new String[] {HostCheck.class.getName(), HealthSource.class.getName()}, health, null);
    context.registerService(Configs.class, new NodeConfigs(files), null);
    context.registerService(
        ArtifactInstaller.class,
        files,
        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
    NodeConf conf = new NodeConf(tracker(context, files));
    conf.admins.open();
    return conf;
  }

  /** All jars below the distribution's folder of bundles. */
  public static List<Path> jars(Path bundles) {
    try (Stream<Path> all = Files.walk(bundles, 2)) {
      return all.filter(path -> path.toString().endsWith(".jar")).toList();
    } catch (IOException e) {
      return List
          .of(); // the launcher has read them a moment ago; more than words do not depend on it
    }
  }

  private static ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> tracker(
      BundleContext context, ConfFolder files) {
    return new ServiceTracker<>(context, ConfigurationAdmin.class, null) {
      @Override
      public ConfigurationAdmin addingService(ServiceReference<ConfigurationAdmin> reference) {
        ConfigurationAdmin admin = super.addingService(reference);
        files.serve(admin);
        return admin;
      }

      @Override
      public void removedService(
          ServiceReference<ConfigurationAdmin> reference, ConfigurationAdmin admin) {
        files.serve(null);
        super.removedService(reference, admin);
      }
    };
  }

  @Override
  public void close() {
    admins.close();
  }
}
