package io.carob.assembly.launch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Links the classes that bundles have loaded, while the archive of classes is made. The JVM
 * archives a class of a bundle's loader only when it is linked, and many are loaded for the check
 * of another one alone; without this each start would read them from their jar.
 */
final class Linking {

  /** Says that an archive is made; {@code carob-archive} sets it, and opens the JDK for it. */
  private static final String ARCHIVE = "carob.archive";

  private Linking() {}

  /** Does so where an archive is made, and nothing elsewhere. */
  static void ofArchive(Bundle[] bundles) {
    if (Boolean.getBoolean(ARCHIVE)) {
      try {
        VarHandle loaded =
            MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup())
                .findVarHandle(ClassLoader.class, "classes", ArrayList.class);
        Set<Class<?>> linked = new HashSet<>();
        int before = -1;
        while (linked.size() > before) { // to link one may load others
          before = linked.size();
          for (Bundle bundle : bundles) {
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (wiring != null && wiring.getClassLoader() != null) {
              link((List<?>) loaded.get(wiring.getClassLoader()), linked);
            }
          }
        }
      } catch (ReflectiveOperationException | RuntimeException e) {
        System.err.println("carob: the classes for the archive are not all linked: " + e);
      }
    }
  }

  /** To be asked for its fields, a class must be linked; it is not initialized by that. */
  private static void link(List<?> classes, Set<Class<?>> linked) {
    Object[] now;
    synchronized (classes) { // as the JDK adds to them
      now = classes.toArray();
    }
    for (Object each : now) {
      Class<?> type = (Class<?>) each;
      if (linked.add(type)) {
        try {
          var unused = type.getDeclaredFields();
        } catch (LinkageError e) {
          // it needs what is in no bundle, so nothing uses it
        }
      }
    }
  }
}
