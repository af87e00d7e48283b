package io.carob.assembly.drivers;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Which jar in the folder has which symbolic name. Its user guards it, with the map. */
final class Claims {

  private final BundleContext context;
  private final Path folder;
  private final Map<Path, Dropped> files;

  Claims(BundleContext context, Path folder, Map<Path, Dropped> files) {
    this.context = context;
    this.folder = folder;
    this.files = files;
  }

  /** The file that has a symbolic name, or would have it. */
  Path place(String name) {
    return files.values().stream()
        .filter(dropped -> dropped.claim().equals(name))
        .map(Dropped::file)
        .findFirst()
        .orElseGet(() -> free(name));
  }

  /** A file that no other bundle lies in, as far as is known. */
  private Path free(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    Path place = folder.resolve(plain + ".jar");
    for (int number = 2; isOfAnother(files.get(place), name); number++) {
      place = folder.resolve(plain + "-" + number + ".jar");
    }
    return place;
  }

  private static boolean isOfAnother(@Nullable Dropped dropped, String name) {
    return dropped != null && !dropped.name().isEmpty() && !dropped.name().equals(name);
  }

  /** Takes the symbolic name of a jar for its file. */
  void claim(Dropped dropped, JarCopy jar) throws Refusal {
    dropped.wants(jar.name(), jar.version());
    for (Dropped other : files.values()) {
      if (other != dropped && other.claim().equals(jar.name())) {
        throw new Refusal(
            Refusal.Kind.TAKEN,
            "is bundle "
                + jar.name()
                + ", as "
                + other.file().getFileName()
                + " is already;"
                + " remove one of the two");
      }
    }
    for (Bundle bundle : context.getBundles()) {
      if (isElsewhere(bundle, jar.name())) {
        throw new Refusal(
            Refusal.Kind.TAKEN,
            "is bundle "
                + jar.name()
                + ", which is installed, version "
                + bundle.getVersion()
                + "; replace that with `carob bundle update "
                + jar.name()
                + " "
                + dropped.file()
                + "`");
      }
    }
    dropped.claims(jar.name(), jar.version());
  }

  /** Whether nobody else has the name any more that a file wants. */
  boolean isFree(Dropped dropped) {
    String name = dropped.wantedName();
    return files.values().stream().noneMatch(o -> o != dropped && o.claim().equals(name))
        && Arrays.stream(context.getBundles()).noneMatch(bundle -> isElsewhere(bundle, name));
  }

  private static boolean isElsewhere(Bundle bundle, String name) {
    return name.equals(bundle.getSymbolicName())
        && !bundle.getLocation().startsWith(DriverBundles.FOLDER);
  }
}
