package io.carob.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes a distribution as a later release would be: the same, with higher versions. */
final class NewerRelease {

  private static final String VERSION = "Bundle-Version";

  private NewerRelease() {}

  /** Copies a distribution; each bundle of Carob's gets a version, unless that is empty. */
  static void copy(Path from, Path to, String version) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path place = to.resolve(from.relativize(file).toString());
            if (!version.isEmpty() && file.getFileName().toString().matches("carob-.*\\.jar")) {
              raise(file, place, version);
            } else {
              Files.copy(file, place, StandardCopyOption.COPY_ATTRIBUTES);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Copies a jar and gives it another version. */
  static void raise(Path jar, Path place, String version) throws IOException {
    try (JarFile in = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(place)) {
      Manifest manifest = new Manifest(in.getManifest());
      Attributes main = manifest.getMainAttributes();
      if (main.getValue(VERSION) != null) {
        main.putValue(VERSION, version);
      }
      try (JarOutputStream out = new JarOutputStream(file, manifest)) {
        for (JarEntry entry : in.stream().toList()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            try (InputStream content = in.getInputStream(entry)) {
              content.transferTo(out);
            }
            out.closeEntry();
          }
        }
      }
    }
  }
}
