package io.carob.api.surface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** The jar that was built just now, and the files that it is compared with. */
final class ApiJar {

  private static final Pattern EXPORT =
      Pattern.compile("(io\\.carob[a-z.]*)[^,]*?version=\"([^\"]+)\"");

  private ApiJar() {}

  /** The jar. */
  static Path path() {
    return Path.of(System.getProperty("carob.jar", "missing"));
  }

  /** A file of the module. */
  static Path file(String name) {
    return Path.of(System.getProperty("carob.module.folder", ".")).resolve(name);
  }

  /** The version of each exported package. */
  static Map<String, String> packages() throws IOException {
    try (JarFile jar = new JarFile(path().toFile())) {
      String header = jar.getManifest().getMainAttributes().getValue("Export-Package");
      Map<String, String> packages = new TreeMap<>();
      EXPORT
          .matcher(header.replaceAll("uses:=\"[^\"]*\"", ""))
          .results()
          .forEach(found -> packages.put(found.group(1), found.group(2)));
      assertThat(packages).isNotEmpty();
      return packages;
    }
  }

  /** The names of all classes in the jar. */
  static List<String> classes() throws IOException {
    try (JarFile jar = new JarFile(path().toFile())) {
      return jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .toList();
    }
  }
}
