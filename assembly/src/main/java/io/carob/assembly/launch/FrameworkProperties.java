package io.carob.assembly.launch;

import io.carob.assembly.conf.StartCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.osgi.framework.Constants;
import org.slf4j.Logger;

/** What the framework and the platform's bundles are told: the operator's file, and the places. */
final class FrameworkProperties {

  private FrameworkProperties() {}

  static Map<String, String> of(Options options) throws IOException {
    Map<String, String> config = new HashMap<>();
    Path settings = options.conf().resolve(StartCheck.FRAMEWORK);
    if (Files.exists(settings)) {
      Properties properties = new Properties();
      try (var reader = Files.newBufferedReader(settings)) {
        properties.load(reader);
      }
      properties.forEach((k, v) -> config.put((String) k, (String) v));
    }
    config.put("carob.mode", options.mode());
    config.put("carob.home", options.home().toString());
    config.put("carob.root", options.root().toString());
    config.put("carob.conf", options.conf().toString());
    config.put("carob.run", options.run().toString());
    config.put("carob.cgroup", options.cgroupParent());
    config.put(Constants.FRAMEWORK_STORAGE, options.run().resolve("felix").toString());
    config.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    config.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(Plan.SERVING_LEVELS));
    config.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, slf4jPackages());
    config.put(Constants.FRAMEWORK_BOOTDELEGATION, "sun.misc");
    config.put("gosh.args", "--nointeractive");
    // Some dozens of bundles are resolved sooner by one thread than handed out to several.
    config.put("felix.resolver.parallelism", "1");
    watch(options, config);
    return config;
  }

  /**
   * Lets File Install watch the folders of drivers and configuration. Without an initial delay it
   * reads them while its bundle starts, on the first level: whatever starts later, on the levels of
   * the drivers and above, begins with its configuration. Jars it hands on to the assembly's
   * bundle; there a new version of a driver runs beside the old one for a moment.
   */
  private static void watch(Options options, Map<String, String> config) {
    config.put(
        "felix.fileinstall.dir",
        watched(options, options.drivers()) + "," + watched(options, options.conf()));
    config.putIfAbsent("felix.fileinstall.poll", "500");
    config.put("felix.fileinstall.filter", ".*\\.(jar|jar\\.sha256|cfg|config)");
    config.put("felix.fileinstall.noInitialDelay", "true");
    config.put("felix.fileinstall.start.level", String.valueOf(BundleSet.DRIVER_LEVEL));
    config.put("felix.fileinstall.enableConfigSave", "false");
    config.put("felix.fileinstall.log.level", "0");
    config.put("felix.fileinstall.tmpdir", options.run().resolve("fileinstall").toString());
    config.put("carob.drivers", options.drivers().toString());
    config.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
  }

  /** File Install makes a folder that is not there; a check leaves the host as it is. */
  private static Path watched(Options options, Path folder) {
    boolean absent = options.mode().equals("check") && !Files.isDirectory(folder);
    return absent ? options.run().resolve("absent") : folder;
  }

  /** As the version that is there; and as 1.7, which clients of that version can use as well. */
  private static String slf4jPackages() {
    String version = Logger.class.getPackage().getImplementationVersion();
    return packages(
            version == null ? "2.0" : version,
            "org.slf4j",
            "org.slf4j.event",
            "org.slf4j.helpers",
            "org.slf4j.spi")
        + ","
        + packages("1.7.36", "org.slf4j", "org.slf4j.helpers");
  }

  private static String packages(String version, String... names) {
    String suffix = ";version=\"" + version + "\"";
    return String.join(suffix + ",", names) + suffix;
  }
}
