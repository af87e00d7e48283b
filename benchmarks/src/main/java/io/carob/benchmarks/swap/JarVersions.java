package io.carob.benchmarks.swap;

import io.carob.benchmarks.BenchException;
import io.carob.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

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
    TestJar copy = TestJar.copyOf(shipped(module)).header("Bundle-Version", version(number));
    return copy.header("Bundle-SymbolicName", copy.header("Bundle-SymbolicName") + suffix)
        .write(folder.resolve(module + suffix + "-" + version(number) + ".jar"));
  }

  private Path shipped(String module) throws IOException {
    try (Stream<Path> jars = Files.list(bundles)) {
      return jars.filter(j -> j.getFileName().toString().startsWith("carob-" + module + "-0"))
          .findFirst()
          .orElseThrow(() -> new BenchException("no jar of " + module + " in " + bundles));
    }
  }
}
