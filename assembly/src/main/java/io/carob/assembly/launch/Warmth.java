package io.carob.assembly.launch;

import java.util.Calendar;
import java.util.Locale;
import org.osgi.framework.Bundle;

/**
 * What several parts of the service need at their start and none can hurry: done beforehand, on a
 * thread beside theirs. Whoever comes to it while it is under way waits for the rest of it, and
 * where it fails, does it again and says why it cannot be done.
 */
final class Warmth {

  private static final String SQLITE = "org.xerial.sqlite-jdbc";
  private static final String HEADER = "Carob-Ahead";
  private static final String SQLITE_LOADER = "org.sqlite.SQLiteJDBCLoader";

  private Warmth() {}

  /** The JDK's tables of languages: the log, sqlite-jdbc, Jackson and Jetty ask for them. */
  static void ofJdk() {
    Calendar.getInstance();
    Locale.getAvailableLocales();
  }

  /**
   * SQLite's native code, which is unpacked and loaded; and then the work of each bundle that names
   * a {@link Runnable} in its header {@code Carob-Ahead}.
   */
  static void ofBundles(Bundle[] bundles) {
    for (Bundle bundle : bundles) {
      if (SQLITE.equals(bundle.getSymbolicName())) {
        tried(() -> bundle.loadClass(SQLITE_LOADER).getMethod("initialize").invoke(null));
      }
    }
    for (Bundle bundle : bundles) {
      String work = bundle.getHeaders("").get(HEADER);
      if (work != null) {
        tried(() -> ((Runnable) bundle.loadClass(work).getConstructor().newInstance()).run());
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
