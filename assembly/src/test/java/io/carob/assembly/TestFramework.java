package io.carob.assembly;

import io.carob.assembly.drivers.DropIn;
import io.carob.assembly.event.NodeEvents;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Felix, as a test wants it. */
public final class TestFramework {

  private TestFramework() {}

  /** Drivers and configuration in folders, in a framework that runs. */
  public static DropIn dropIn(Framework framework, Path drivers, Path conf, Path run) {
    BundleContext context = framework.getBundleContext();
    return DropIn.open(context, NodeEvents.open(context), drivers, conf, run);
  }

  /**
   * A framework that is not started yet.
   *
   * @param cache the folder for what it keeps
   * @param properties keys, each with its value behind it
   */
  public static Framework in(Path cache, String... properties) {
    Map<String, String> all = new HashMap<>(Map.of(Constants.FRAMEWORK_STORAGE, cache.toString()));
    for (int i = 0; i < properties.length; i += 2) {
      all.put(properties[i], properties[i + 1]);
    }
    return ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow().newFramework(all);
  }
}
