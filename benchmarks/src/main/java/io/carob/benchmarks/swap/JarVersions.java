package io.carob.benchmarks.swap;

import io.carob.benchmarks.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Shipped jars once more, under other versions. */
final class JarVersions {

  private final Path bundles;
  private final Path folder;

  JarVersions(Node node) throws IOException {
    this.bundles = node.home().resolve("bundles/2-drivers");
    this.folder = Files.createDirectories(node.base().resolve("jars"));
  }

  /** The jar of a module as version {@code 0.1.NUMBER}. */
  Path of(String module, int number) throws IOException {
    return copy(module, number, "");
  }

  /** The same, as another bundle: one that may lie in the folder for drivers. */
  Path ofAnother(String module, int number) throws IOException {
    return copy(module, number, ".dropped");
  }

  static String version(int number) {
    return "0.1." + number;
  }

  private Path copy(String module, int number, String suffix) throws IOException {
    Path jar = folder.resolve(module + suffix + "-" + version(number) + ".jar");
    try (JarFile old = new JarFile(shipped(module).toFile());
        OutputStream out = Files.newOutputStream(jar)) {
      Manifest manifest = new Manifest(old.getManifest());
      var main = manifest.getMainAttributes();
      main.putValue("Bundle-Version", version(number));
      main.putValue("Bundle-SymbolicName", main.getValue("Bundle-SymbolicName") + suffix);
      try (JarOutputStream copy = new JarOutputStream(out, manifest)) {
        for (var entry :
            old.stream().filter(e -> !e.getName().equals(JarFile.MANIFEST_NAME)).toList()) {
          copy.putNextEntry(new ZipEntry(entry.getName()));
          try (InputStream in = old.getInputStream(entry)) {
            in.transferTo(copy);
          }
          copy.closeEntry();
        }
      }
    }
    return jar;
  }

  private Path shipped(String module) throws IOException {
    try (Stream<Path> jars = Files.list(bundles)) {
      return jars.filter(j -> j.getFileName().toString().startsWith("carob-" + module + "-0"))
          .findFirst()
          .orElseThrow(() -> new BenchException("no jar of " + module + " in " + bundles));
    }
  }
}
