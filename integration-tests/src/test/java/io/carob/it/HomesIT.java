package io.carob.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The homes without OSGi: one program, which was compiled against the API alone, on the class path,
 * on the module path, and in a runtime image of its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HomesIT {

  private static final String MAIN = "io.carob.example.embed/io.carob.example.embed.Hello";

  private Path base;
  private Path lib;
  private Path program;

  /** A program that sets what cannot be, for another module than its own and the API's. */
  private static final String WRONG =
      """
      package wrong;

      import io.carob.api.CarobException;
      import io.carob.api.embed.Carob;
      import java.nio.file.Path;

      public class Wrong {
        public static void main(String[] args) {
          try {
            Carob.builder()
                .root(Path.of(args[0], "root"))
                .run(Path.of(args[0], "run"))
                .set("io.carob.engine", "driver.call.seconds", "-5")
                .start();
          } catch (CarobException e) {
            System.out.println(e.code() + ": " + e.getMessage());
          }
        }
      }
      """;

  private Path wrong;

  @BeforeAll
  void compile(@TempDir Path folder) throws IOException {
    base = folder;
    lib = EmbeddedJars.copy(folder.resolve("lib"));
    program = folder.resolve("program");
    Path source = CarobService.CHECKOUT.resolve("examples/embed/src");
    try (Stream<Path> files = Files.walk(source)) {
      List<String> args = new ArrayList<>(List.of("-Xlint:all", "-Werror"));
      args.addAll(List.of("-p", EmbeddedJars.api(lib)));
      args.addAll(List.of("-cp", lib.toString())); // not that of the tests
      args.addAll(List.of("-d", program.toString()));
      files.filter(f -> f.toString().endsWith(".java")).forEach(f -> args.add(f.toString()));
      EmbeddedJars.tool("javac", args);
    }
    compileTheWrongOne();
  }

  private void compileTheWrongOne() throws IOException {
    Path main = Files.createDirectories(base.resolve("src/wrong")).resolve("Wrong.java");
    Path module = base.resolve("src/module-info.java");
    Files.writeString(main, WRONG);
    Files.writeString(module, "module wrong { requires io.carob.api; }");
    wrong = base.resolve("wrong");
    EmbeddedJars.tool(
        "javac",
        List.of(
            "-p",
            EmbeddedJars.api(lib),
            "-d",
            wrong.toString(),
            main.toString(),
            module.toString()));
  }

  @Test
  void theClassPath() {
    refuses("class-wrong", "-cp", wrong + File.pathSeparator + lib + "/*", "wrong.Wrong");
    says("class", "-cp", program + File.pathSeparator + lib + "/*", MAIN.replaceAll(".*/", ""));
  }

  @Test
  void theModulePath() {
    refuses("module-wrong", "-p", lib + File.pathSeparator + wrong, "-m", "wrong/wrong.Wrong");
    says("module", "-p", lib + File.pathSeparator + program, "-m", MAIN);
  }

  @Test
  void aRuntimeImageOfItsOwn() {
    Path image = base.resolve("image");
    List<String> roots = new ArrayList<>(List.of("io.carob.example.embed"));
    carobModules().forEach(module -> roots.add(module.name()));
    roots.add("ch.qos.logback.classic");
    EmbeddedJars.tool(
        "jlink",
        List.of(
            "--module-path",
            lib + File.pathSeparator + program,
            "--add-modules",
            String.join(",", roots),
            "--output",
            image.toString()));
    Path java = image.resolve("bin/java");
    refuses("image-wrong", java, "-p", wrong.toString(), "-m", "wrong/wrong.Wrong");
    says("image", java, "-m", MAIN);
  }

  @Test
  void modulesAreClosedAndShareNoPackage() {
    Map<String, String> owners = new HashMap<>();
    for (ModuleReference reference : ModuleFinder.of(lib).findAll()) {
      ModuleDescriptor module = reference.descriptor();
      assertThat(module.isAutomatic()).as(module.name()).isFalse();
      for (String name : module.packages()) {
        String other = owners.put(name, module.name());
        assertThat(other).as("package %s of %s is split", name, module.name()).isNull();
      }
    }
    assertThat(carobModules()).hasSizeGreaterThanOrEqualTo(11).noneMatch(ModuleDescriptor::isOpen);
    assertThat(carobModules().stream().filter(module -> !module.exports().isEmpty()))
        .extracting(ModuleDescriptor::name)
        .containsExactlyInAnyOrder("io.carob.api", "io.carob.linux");
  }

  @Test
  void driversAndPartsAreProvidedByModules() {
    Set<String> provided =
        carobModules().stream()
            .flatMap(module -> module.provides().stream())
            .map(ModuleDescriptor.Provides::service)
            .map(service -> service.substring(service.lastIndexOf('.') + 1))
            .collect(Collectors.toSet());
    assertThat(provided)
        .contains("CarobProvider", "StorageFactory", "EngineFactory", "DriverFactory")
        .contains("SnapshotDriver", "VolumePlugin");
  }

  @Test
  void jdepsFindsNoSplitPackage() throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of("--multi-release", "17", "--module-path", lib.toString(), "-summary"));
    try (Stream<Path> files = Files.list(lib)) {
      files
          .map(Path::toString)
          .filter(file -> file.contains("/carob-"))
          .sorted()
          .forEach(args::add);
    }
    assertThat(EmbeddedJars.tool("jdeps", args))
        .contains("io.carob.embed -> io.carob.api")
        .contains("io.carob.image.store -> com.github.luben.zstd_jni")
        .doesNotContain("split package");
  }

  private List<ModuleDescriptor> carobModules() {
    return ModuleFinder.of(lib).findAll().stream()
        .map(ModuleReference::descriptor)
        .filter(module -> module.name().startsWith("io.carob."))
        .toList();
  }

  /** The limits of a setting hold as they do for the service. */
  private void refuses(String home, String... args) {
    refuses(home, Path.of(System.getProperty("java.home"), "bin", "java"), args);
  }

  private void refuses(String home, Path java, String... args) {
    List<String> command = new ArrayList<>(List.of(java.toString(), "-Djava.io.tmpdir=" + base));
    command.addAll(List.of(args));
    command.add(base.resolve(home).toString());
    assertThat(CarobService.run(new ProcessBuilder(command), "").ok().out())
        .contains("INVALID_ARGUMENT: io.carob.engine: driver.call.seconds must be from 1 to 86400");
  }

  /** Runs the program, which must say hello, end well, and leave nothing. */
  private void says(String home, String... args) {
    says(home, Path.of(System.getProperty("java.home"), "bin", "java"), args);
  }

  private void says(String home, Path java, String... args) {
    Path folder = base.resolve(home);
    String cgroup = "/carob-it-" + ProcessHandle.current().pid() + "-" + home;
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + base));
    command.addAll(List.of(args));
    command.addAll(
        List.of(folder.toString(), CarobService.DEMO.resolve("busybox").toString(), cgroup));
    CarobService.Result result = CarobService.run(new ProcessBuilder(command), "");
    assertThat(result.ok().out())
        .contains("Hello from hello\n")
        .doesNotContain("The library for zstd cannot be loaded");
    new Leftovers(folder, cgroup).assertNone();
    assertThat(folder.resolve("root/pods")).isEmptyDirectory();
  }
}
