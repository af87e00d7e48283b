package io.carob.it;

import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

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
    TestJar copy = TestJar.copyOf(jar);
    if (!copy.header(VERSION).isEmpty()) {
      copy.header(VERSION, version);
    }
    copy.write(place);
  }
}
