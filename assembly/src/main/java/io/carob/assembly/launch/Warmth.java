package io.carob.assembly.launch;

import java.util.Calendar;
import java.util.Locale;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * What several parts of the service need at their start and none can hurry: done beforehand, on a
 * thread beside theirs. Whoever comes to it while it is under way waits for the rest of it, and
 * where it fails, does it again and says why it cannot be done.
 */
final class Warmth {

  private static final String SQLITE = "org.xerial.sqlite-jdbc";
  private static final String SQLITE_LOADER = "org.sqlite.SQLiteJDBCLoader";

  private Warmth() {}

  /** The JDK's tables of languages: the log, sqlite-jdbc, Jackson and Jetty ask for them. */
  static void ofJdk() {
    Calendar.getInstance();
    Locale.getAvailableLocales();
  }

  /** SQLite's native code, which is unpacked and loaded. */
  static void ofLibraries(BundleContext context) {
    for (Bundle bundle : context.getBundles()) {
      if (SQLITE.equals(bundle.getSymbolicName())) {
        try {
          bundle.loadClass(SQLITE_LOADER).getMethod("initialize").invoke(null);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
          return; // the image store comes to it, and tells
        }
      }
    }
  }
}
