package io.carob.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** A shipped driver's jar once more, with a higher version that ends in {@code swapped}. */
final class NextJar {

  private NextJar() {}

  static Path of(String artifact, Path folder) throws IOException {
    Path shipped =
        CarobService.HOME.resolve(
            "bundles/2-drivers/" + artifact + "-" + System.getProperty("carob.version") + ".jar");
    Path jar = folder.resolve(artifact + "-new.jar");
    try (JarFile old = new JarFile(shipped.toFile());
        OutputStream out = Files.newOutputStream(jar)) {
      Manifest manifest = new Manifest(old.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", "0.1.1.swapped");
      try (JarOutputStream copy = new JarOutputStream(out, manifest)) {
        for (var entry :
            old.stream().filter(e -> !e.getName().equals("META-INF/MANIFEST.MF")).toList()) {
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
}
