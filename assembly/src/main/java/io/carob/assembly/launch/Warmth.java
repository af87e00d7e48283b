package io.carob.assembly.launch;

import java.nio.file.Path;
import java.util.Calendar;
import java.util.Locale;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;

/**
 * What several parts of the service need at their start and none can hurry: done beforehand, on a
 * thread beside theirs. Whoever comes to it while it is under way waits for the rest of it, and
 * where it fails, does it again and says why it cannot be done.
 */
final class Warmth {

  private static final String AHEAD = "Carob-Ahead";
  private static final String AFTERWARDS = "Carob-Afterwards";

  private Warmth() {}

  /** The JDK's tables of languages: the log, sqlite-jdbc, Jackson and Jetty ask for them. */
  static void ofJdk() {
    Calendar.getInstance();
    Locale.getAvailableLocales();
  }

  /**
   * The work of each bundle that names a {@link Consumer} of the root in its header {@code
   * Carob-Ahead}: what the start on that root waits for.
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // the bundle's word, by its header
  static void ofBundles(Bundle[] bundles, Path root) {
    named(bundles, AHEAD, Consumer.class, work -> work.accept(root));
  }

  /**
   * The work of each bundle that names a {@link Runnable} in its header {@code Carob-Afterwards}:
   * what the start can do without, and the first request cannot.
   */
  static void ofRunning(Bundle[] bundles) {
    named(bundles, AFTERWARDS, Runnable.class, Runnable::run);
  }

  private static <T> void named(Bundle[] bundles, String header, Class<T> type, Consumer<T> use) {
    for (Bundle bundle : bundles) {
      String name = bundle.getHeaders("").get(header);
      if (name != null) {
        tried(() -> use.accept(type.cast(bundle.loadClass(name).getConstructor().newInstance())));
      }
    }
  }

  private interface Work {
    void run() throws ReflectiveOperationException;
  }

  private static void tried(Work work) {
    try {
      work.run();
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      // whoever needs it comes to it, and tells
    }
  }
}
