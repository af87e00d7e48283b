package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The jars of a program that embeds a node, in a folder of their own. */
final class EmbeddedJars {

  /** What the distribution has for OSGi and for its own edge; nobody needs it here. */
  private static final List<String> NOT_HERE =
      List.of(
          "felix",
          "osgi",
          "carob-assembly",
          "carob-health",
          "carob-gogo",
          "carob-rest",
          "carob-cli");

  private EmbeddedJars() {}

  /** Copies them into a folder, which is made. */
  static Path copy(Path lib) throws IOException {
    Files.createDirectories(lib);
    for (Path jar : all()) {
      Files.copy(jar, lib.resolve(jar.getFileName().toString()));
    }
    return lib;
  }

  /** The one that programs are compiled against. */
  static String api(Path lib) {
    return lib.resolve(name("carob-api")).toString();
  }

  /** The jar of an example's driver. */
  static Path example(String name) {
    return CarobService.CHECKOUT
        .resolve("examples/" + name + "/target")
        .resolve(name("carob-example-" + name));
  }

  private static List<Path> all() throws IOException {
    List<Path> jars = new ArrayList<>();
    jars.add(CarobService.CHECKOUT.resolve("embed/target").resolve(name("carob-embed")));
    for (String folder : List.of("bundles", "lib/service")) {
      try (Stream<Path> files = Files.walk(CarobService.HOME.resolve(folder))) {
        files
            .filter(file -> file.toString().endsWith(".jar"))
            .filter(EmbeddedJars::isNeeded)
            .forEach(jars::add);
      }
    }
    return jars;
  }

  private static boolean isNeeded(Path jar) {
    String name = jar.getFileName().toString();
    return NOT_HERE.stream().noneMatch(name::contains);
  }

  private static String name(String artifact) {
    return artifact + "-" + Objects.requireNonNull(System.getProperty("carob.version")) + ".jar";
  }

  /** Runs a tool of the JDK, which must end well; answers what it prints. */
  static String tool(String name, List<String> args) {
    StringWriter printed = new StringWriter();
    try (PrintWriter writer = new PrintWriter(printed)) {
      int code =
          ToolProvider.findFirst(name)
              .orElseThrow()
              .run(writer, writer, args.toArray(String[]::new));
      assertThat(code).as("%s %s printed: %s", name, args, printed).isZero();
    } catch (UncheckedIOException e) {
      throw new AssertionError(name, e);
    }
    return printed.toString();
  }
}
