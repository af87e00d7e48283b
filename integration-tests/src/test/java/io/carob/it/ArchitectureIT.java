package io.carob.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of the architecture, over the jars of the distribution, and over those that others get:
 * the TCK, the examples, what embeds a node and what gives pods to tests.
 */
class ArchitectureIT {

  private static final String API = "io.carob.api";
  private static final String LINUX = "io.carob.linux";

  /** The examples' folders, and the modules that they make. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "snapshotter-plain",
          "io.carob.example.plain",
          "snapshotter-btrfs",
          "io.carob.example.btrfs",
          "snapshotter-erofs",
          "io.carob.example.erofs",
          "volume-git",
          "io.carob.example.git",
          "sandbox-timed",
          "io.carob.example.timed");

  /** Who may use what; bundles that are not named here may use both. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          entry(API, Set.of()),
          entry(LINUX, Set.of(API)),
          entry("io.carob.engine", Set.of(API)),
          entry("io.carob.embed", Set.of(API)),
          entry("io.carob.junit", Set.of(API)),
          entry("io.carob.health", Set.of(API)),
          entry("io.carob.gogo", Set.of(API)),
          entry("io.carob.rest", Set.of(API)),
          entry("io.carob.assembly", Set.of(API)),
          entry("io.carob.cli", Set.of()),
          entry("io.carob.drivertest", Set.of(API, LINUX, "io.carob.tck")));

  static List<Path> jars() {
    List<Path> jars = new ArrayList<>();
    jars.add(built("tck/target", "carob-tck-"));
    jars.add(built("embed/target", "carob-embed-"));
    jars.add(built("junit/target", "carob-junit-"));
    EXAMPLES
        .keySet()
        .forEach(
            example ->
                jars.add(
                    built("examples/" + example + "/target", "carob-example-" + example + "-")));
    try (Stream<Path> all = Files.walk(CarobService.HOME)) {
      all.filter(p -> p.getFileName().toString().matches("carob-.*\\.jar"))
          .filter(p -> !p.toString().contains("/lib/service/"))
          .forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jars;
  }

  private static Path built(String folder, String artifact) {
    Path jar =
        CarobService.CHECKOUT
            .resolve(folder)
            .resolve(artifact + System.getProperty("carob.version") + ".jar");
    assertThat(jar).exists();
    return jar;
  }

  static List<Path> drivers() {
    return jars().stream()
        .filter(
            p -> p.toString().contains("/2-drivers/") || EXAMPLES.containsValue(module(p).name()))
        .toList();
  }

  @Test
  void everyModuleOfTheDesignIsThere() {
    assertThat(jars().stream().map(ArchitectureIT::module).map(ModuleDescriptor::name))
        .contains(
            "io.carob.api",
            "io.carob.linux",
            "io.carob.image.store",
            "io.carob.snapshotter.overlay",
            "io.carob.snapshotter.nativecopy",
            "io.carob.sandbox",
            "io.carob.volume.emptydir",
            "io.carob.volume.hostpath",
            "io.carob.volume.configmap",
            "io.carob.engine",
            "io.carob.health",
            "io.carob.gogo",
            "io.carob.rest",
            "io.carob.cli",
            "io.carob.assembly",
            "io.carob.tck",
            "io.carob.drivertest",
            "io.carob.embed",
            "io.carob.junit")
        .containsAll(EXAMPLES.values());
  }

  @ParameterizedTest
  @MethodSource("jars")
  void everyJarIsAClosedModuleAndABundle(Path jar) throws IOException {
    assertThat(module(jar).isOpen()).isFalse();
    assertThat(module(jar).isAutomatic()).isFalse();
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"))
          .isEqualTo(module(jar).name());
    }
  }

  @Test
  void everyPackageIsOfOneModule() throws IOException {
    Map<String, Set<String>> owners = new TreeMap<>();
    for (Path jar : jars()) {
      for (String name : packages(jar)) {
        owners.computeIfAbsent(name, any -> new TreeSet<>()).add(module(jar).name());
      }
    }
    assertThat(owners)
        .containsKeys("io.carob.api.pod", "io.carob.rest.pod", "io.carob.engine")
        .allSatisfy((name, modules) -> assertThat(modules).as(name).hasSize(1));
  }

  private static Set<String> packages(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(name -> name.matches("(?!META-INF/).+/[^/]+[.]class"))
          .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
          .collect(Collectors.toSet());
    }
  }

  @ParameterizedTest
  @MethodSource("jars")
  void arrowsPointOnlyTowardsApiAndLinux(Path jar) throws IOException {
    String own = module(jar).name();
    JavaClasses classes = ownClasses(jar);
    assertThat(classes).isNotEmpty();
    Set<String> allowed = ALLOWED.getOrDefault(own, Set.of(API, LINUX));
    List<String> forbidden =
        jars().stream()
            .map(p -> module(p).name())
            .distinct()
            .filter(name -> !name.equals(own) && !allowed.contains(name))
            .map(name -> name + "..")
            .toList();
    assertThat(forbidden).hasSizeGreaterThan(8);
    noClasses()
        .that()
        .resideInAPackage(own + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden.toArray(String[]::new))
        .check(classes);
  }

  @Test
  void thePackagesOfTheApiStandOnOneAnotherInNoCircle() throws IOException {
    JavaClasses classes = ownClasses(api());
    assertThat(classes).isNotEmpty();
    slices().matching(API + ".(*)..").should().beFreeOfCycles().check(classes);
  }

  @ParameterizedTest
  @MethodSource("drivers")
  void driversExportNothing(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Export-Package")).isNull();
    }
    assertThat(module(jar).exports()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jars")
  void everyExportedPackageHasAVersionOfItsOwn(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String exports = file.getManifest().getMainAttributes().getValue("Export-Package");
      List<String> packages = clauses(exports == null ? "" : exports);
      assertThat(packages).hasSameSizeAs(module(jar).exports());
      assertThat(packages).allMatch(clause -> clause.matches(".*;version=\"[1-9].*"));
    }
  }

  @Test
  void onlyWhatOthersCompileAgainstIsExported() {
    assertThat(jars().stream().filter(jar -> !module(jar).exports().isEmpty()))
        .extracting(jar -> module(jar).name())
        .containsOnly(API, LINUX, "io.carob.tck", "io.carob.junit");
  }

  /** The packages of a header, each with its attributes; commas in quotes do not part them. */
  private static List<String> clauses(String header) {
    return Arrays.stream(header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
        .map(String::strip)
        .filter(clause -> !clause.isEmpty())
        .toList();
  }

  @Test
  void apiNeedsNothingButTheJdk() {
    assertThat(module(api()).requires())
        .allMatch(
            r ->
                r.name().startsWith("java.")
                    || r.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC));
  }

  /** A library that lies inside of the jar is not the matter of the rules, and large. */
  private static JavaClasses ownClasses(Path jar) throws IOException {
    String folder = "/" + module(jar).name().replace('.', '/') + "/";
    try (JarFile file = new JarFile(jar.toFile())) {
      return new ClassFileImporter()
          .withImportOption(location -> location.contains(folder))
          .importJar(file);
    }
  }

  private static Path api() {
    return jars().stream().filter(p -> module(p).name().equals(API)).findFirst().orElseThrow();
  }

  private static ModuleDescriptor module(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      var entry = file.getEntry("module-info.class");
      assertThat(entry).as("module descriptor of %s", jar).isNotNull();
      try (InputStream in = file.getInputStream(entry)) {
        return ModuleDescriptor.read(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
