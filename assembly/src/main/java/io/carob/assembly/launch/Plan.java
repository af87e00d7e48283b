package io.carob.assembly.launch;

import io.carob.assembly.conf.StartCheck;
import io.carob.assembly.drivers.Admission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * What is to be started.
 *
 * @param selection the bundles
 * @param properties what the framework is told
 * @param held the distribution's jars, open: the JDK reads the folder of an open jar only once
 */
record Plan(BundleSet.Selection selection, Map<String, String> properties, List<JarFile> held)
    implements AutoCloseable {

  /** What serves requests is on these levels; the console comes when they are there. */
  static final int SERVING_LEVELS = 4;

  static final int ALL_LEVELS = 9;
  private static final int CHECK_LEVELS = 3;

  /** Reads what the folders hold, which are locked. */
  static Plan read(Options options) throws IOException {
    boolean checkOnly = options.mode().equals("check");
    List<JarFile> held = hold(options.home().resolve("bundles"));
    BundleSet.Selection selection = select(options, checkOnly ? CHECK_LEVELS : ALL_LEVELS);
    return new Plan(selection, FrameworkProperties.of(options), held);
  }

  /** Looks at the configuration, which nothing may be told before it is found to be sound. */
  StartCheck check(Options options) throws IOException {
    return options.mode().equals("check")
        ? StartCheck.NONE
        : StartCheck.run(
            options.conf(),
            selection.bundles().stream().map(BundleSet.Entry::jar).toList(),
            drivers(options),
            properties,
            System.getenv());
  }

  private static List<JarFile> hold(Path bundles) throws IOException {
    List<JarFile> held = new ArrayList<>();
    for (Path folder : BundleSet.children(bundles)) {
      for (Path jar : BundleSet.children(folder)) {
        held.add(BundleSet.open(jar));
      }
    }
    return held;
  }

  /** To be called when the framework has opened the jars itself. */
  @Override
  public void close() throws IOException {
    for (JarFile jar : held) {
      jar.close();
    }
  }

  private static BundleSet.Selection select(Options options, int levels) throws IOException {
    Admission admission = new Admission(options.conf(), options.run().resolve("driver-jars"));
    return BundleSet.select(
        options.home().resolve("bundles"),
        options.root().resolve("bundles"),
        levels,
        admission::checkKept);
  }

  private static List<Path> drivers(Options options) throws IOException {
    return Files.isDirectory(options.drivers()) ? BundleSet.children(options.drivers()) : List.of();
  }
}
